package broker

import (
	"encoding/json"
	"net"
	"strings"
	"sync"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"
)

// versionReset is how long a client has to be offline for its version number to
// start at 0 again.
const versionReset = time.Hour

// presence turns the broker's hooks into AWS's presence events.
type presence struct {
	mqtt.HookBase
	server *mqtt.Server
	// self publishes; it is no client of the broker, so nobody can take it over
	// by choosing its id.
	self  *mqtt.Client
	clock func() time.Time

	mu      sync.Mutex
	clients map[string]*client

	queue *queue
}

// client is what is known of one client id.
type client struct {
	// live is the connection that is open now, nil if there is none.
	live    *mqtt.Client
	session string
	version int
	// left is when the last connection ended.
	left time.Time
}

func newPresence(server *mqtt.Server, onEvent func(string, []byte), clock func() time.Time) *presence {
	return &presence{
		server:  server,
		self:    server.NewClient(nil, mqtt.LocalListener, "presence", true),
		clock:   clock,
		clients: map[string]*client{},
		queue:   newQueue(onEvent),
	}
}

// ID names the hook.
func (*presence) ID() string { return "presence" }

// Provides lists what the hook listens to.
func (*presence) Provides(b byte) bool {
	return b == mqtt.OnSessionEstablished || b == mqtt.OnDisconnect
}

// OnSessionEstablished tells of a client that has come. Of a connection that it
// took over it tells first, so that the two events stand in a fixed order.
func (p *presence) OnSessionEstablished(cl *mqtt.Client, _ packets.Packet) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock()
	c := p.clients[cl.ID]
	switch {
	case c == nil:
		c = &client{}
		p.clients[cl.ID] = c
	case c.live != nil:
		cause := c.live.StopCause()
		if cause == nil {
			cause = packets.ErrSessionTakenOver
		}
		p.leave(cl.ID, c, cause, now)
		c.version++
	case now.Sub(c.left) > versionReset:
		c.version = 0
	default:
		c.version++
	}
	c.live, c.session = cl, newSession()

	ip, _, err := net.SplitHostPort(cl.Net.Remote)
	if err != nil {
		ip = cl.Net.Remote
	}
	e := p.event("connected", cl.ID, c, now)
	e.IPAddress = &ip
	p.publish(e)
}

// OnDisconnect tells of a client that has gone, unless its successor already has.
func (p *presence) OnDisconnect(cl *mqtt.Client, _ error, _ bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c := p.clients[cl.ID]; c != nil && c.live == cl {
		p.leave(cl.ID, c, cl.StopCause(), p.clock())
	}
}

func (p *presence) leave(id string, c *client, cause error, now time.Time) {
	why := reason(cause)
	byClient := why == clientInitiated
	e := p.event("disconnected", id, c, now)
	e.ClientInitiatedDisconnect, e.DisconnectReason = &byClient, &why
	p.publish(e)
	c.live, c.left = nil, now
}

func (p *presence) event(kind, id string, c *client, now time.Time) event {
	return event{
		ClientID:            id,
		Timestamp:           now.UnixMilli(),
		EventType:           kind,
		SessionIdentifier:   c.session,
		PrincipalIdentifier: principal(id),
		VersionNumber:       c.version,
	}
}

// publish hands the event to subscribers and to the callback. Of clients whose
// id holds a wildcard AWS tells nothing.
func (p *presence) publish(e event) {
	if strings.ContainsAny(e.ClientID, "#+") {
		return
	}
	payload, err := json.Marshal(e)
	if err != nil {
		p.Log.Error("encode presence event", "error", err)
		return
	}
	err = p.server.InjectPacket(p.self, packets.Packet{
		FixedHeader: packets.FixedHeader{Type: packets.Publish, Qos: 1},
		TopicName:   e.topic(),
		Payload:     payload,
		PacketID:    1,
	})
	if err != nil {
		p.Log.Error("publish presence event", "error", err)
	}
	p.queue.put(e.topic(), payload)
}
