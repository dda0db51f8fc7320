package broker

import (
	"strings"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"
)

// gate lets every client in, and to every topic but AWS's own: no client may
// publish below $aws/events.
type gate struct{ mqtt.HookBase }

// ID names the hook.
func (*gate) ID() string { return "gate" }

// Provides lists what the hook answers.
func (*gate) Provides(b byte) bool { return b == mqtt.OnConnectAuthenticate || b == mqtt.OnACLCheck }

// OnConnectAuthenticate lets everybody in.
func (*gate) OnConnectAuthenticate(*mqtt.Client, packets.Packet) bool { return true }

// OnACLCheck keeps clients from forging presence events.
func (*gate) OnACLCheck(_ *mqtt.Client, topic string, write bool) bool {
	return !write || !strings.HasPrefix(topic, "$aws/events/")
}
