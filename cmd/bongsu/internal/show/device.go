package show

import (
	"context"
	"fmt"
	"net"
	"net/url"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// device is the client id of the show's device.
const device = "pump-1"

// unplug connects a device, has it publish something unless the topic is empty, and
// cuts its connection without a DISCONNECT.
func unplug(ctx context.Context, address, topic, payload string) error {
	dialled := make(chan net.Conn, 1)
	options := paho.NewClientOptions().AddBroker("tcp://" + address).SetClientID(device).
		SetAutoReconnect(false).SetConnectRetry(false).
		SetCustomOpenConnectionFn(func(to *url.URL, _ paho.ClientOptions) (net.Conn, error) {
			conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", to.Host)
			if err == nil {
				select {
				case dialled <- conn:
				default: // a second try; the first connection is the one to cut
				}
			}
			return conn, err
		})
	client := paho.NewClient(options)
	if err := done(ctx, client.Connect()); err != nil {
		return fmt.Errorf("connect the device %s: %w", device, err)
	}
	if topic != "" {
		if err := done(ctx, client.Publish(topic, 1, false, payload)); err != nil {
			return fmt.Errorf("publish for the device %s: %w", device, err)
		}
	}
	if err := (<-dialled).Close(); err != nil {
		return fmt.Errorf("cut off the device %s: %w", device, err)
	}
	return nil
}

// done waits for what a client has begun.
func done(ctx context.Context, begun paho.Token) error {
	select {
	case <-begun.Done():
		return begun.Error()
	case <-ctx.Done():
		return ctx.Err()
	}
}
