// Package broker is an MQTT broker on loopback that tells of its clients' comings
// and goings the way AWS IoT Core does. It has no authentication and no storage.
package broker

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"
)

// Broker is a running broker.
type Broker struct {
	server   *mqtt.Server
	addr     string
	presence *presence
	close    func() error
	// filters counts what was subscribed to.
	filters atomic.Int64
}

// Start listens on a loopback address (host:port, port 0 for any free one) and
// serves until Close. Every presence event goes to the subscribers of its topic
// and then, one at a time and in order, to onEvent, which may be nil and must
// not call Close.
func Start(addr string, onEvent func(topic string, payload []byte)) (*Broker, error) {
	return start(addr, onEvent, time.Now)
}

// StartAt is Start with another clock for the times of the events.
func StartAt(addr string, onEvent func(topic string, payload []byte), now func() time.Time) (*Broker, error) {
	return start(addr, onEvent, now)
}

func start(addr string, onEvent func(topic string, payload []byte), clock func() time.Time) (*Broker, error) {
	if err := checkLoopback(addr); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen for MQTT on %s: %w; choose another port, or 0 for any free one", addr, err)
	}
	// mochi waits at its end for every accepted connection, also for one that
	// never said a word; only the listener knows those.
	conns := &trackedListener{Listener: l, open: map[net.Conn]struct{}{}}

	server := mqtt.New(&mqtt.Options{Logger: slog.New(slog.DiscardHandler), InlineClient: true})
	p := newPresence(server, onEvent, clock)
	err = errors.Join(
		server.AddHook(&gate{}, nil),
		server.AddHook(p, nil),
		server.AddListener(listeners.NewNet("tcp", conns)),
	)
	if err == nil {
		err = server.Serve()
	}
	if err != nil {
		p.queue.stop()
		return nil, errors.Join(fmt.Errorf("start the MQTT broker: %w", err), l.Close())
	}
	b := &Broker{server: server, addr: l.Addr().String(), presence: p}
	b.close = sync.OnceValue(func() error {
		err := b.server.Close()
		b.presence.queue.stop()
		return err
	})
	return b, nil
}

// checkLoopback keeps a broker that lets everybody in off the network.
func checkLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("MQTT address %q: %w; write it like 127.0.0.1:1883", addr, err)
	}
	if ip := net.ParseIP(host); host == "localhost" || ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("MQTT address %q is not on loopback: this broker lets everybody in; write it like 127.0.0.1:1883", addr)
}

// Subscribe hands over what clients publish on topics that match a filter, each
// message with the id of the client that published it. f must not call Close.
func (b *Broker) Subscribe(filter string, f func(topic, client string, payload []byte)) error {
	id := int(b.filters.Add(1))
	err := b.server.Subscribe(filter, id, func(_ *mqtt.Client, _ packets.Subscription, m packets.Packet) {
		f(m.TopicName, m.Origin, m.Payload)
	})
	if err != nil {
		return fmt.Errorf("listen on topic %s: %w", filter, err)
	}
	return nil
}

// Addr is the host:port that clients connect to.
func (b *Broker) Addr() string { return b.addr }

// Close disconnects all clients, tells of it, and returns when onEvent has had
// every event. It may be called more than once.
func (b *Broker) Close() error { return b.close() }
