package show

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"bongsu/cmd/bongsu/internal/door"
)

// subscribe is a command line of the mosquitto clients.
func subscribe(address, arguments string) string {
	host, port, _ := net.SplitHostPort(address) // the broker's own
	return "mosquitto_sub -h " + host + " -p " + port + " " + arguments
}

// quoted is a text as a word of the shell.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// stay keeps the product up for whoever wants to try it.
func (s *stage) stay(ctx context.Context) (err error) {
	d, err := door.Open(s.stack, s.HTTP)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	s.stack.Retime(s.Config)
	if s.Speed != 1 {
		s.stack.Hasten(s.Speed)
		s.note(s.words.speed(s.Speed))
	}
	s.step(s.words.post)
	s.command("curl -d 'the backup failed' " + d.URL())
	s.command("curl -s " + d.URL() + "firing.json | curl --data-binary @- " + d.URL())
	if s.journal.path != "" {
		s.step(s.words.write)
		s.command(s.journal.command())
		if cooldown := s.journal.watch.Cooldown; cooldown > 0 {
			s.small(s.words.counted(s.words.span(cooldown)))
		}
	}
	s.poll()
	if len(s.Config.Digests) > 0 {
		s.stack.SumUp()
		s.step(s.words.summed)
		for _, digest := range s.Config.Digests {
			s.command("curl -X POST " + d.URL() + "digest/" + digest.Name)
		}
	}
	if mqtt := s.stack.MQTT(); mqtt != "" && len(s.Config.Telemetry) > 0 {
		s.step(s.words.publish)
		for _, t := range s.Config.Telemetry {
			s.command(publishing(mqtt, t))
		}
	}
	if mqtt := s.stack.MQTT(); mqtt != "" && s.Config.Presence != nil {
		s.step(s.words.plug)
		s.command(subscribe(mqtt, "-i my-device -t demo & sleep 1; kill -9 $!"))
		s.command(subscribe(mqtt, "-i watcher -v -t '$aws/events/presence/#'"))
		s.small(s.words.retimed)
	}
	s.print("\n")
	s.small(d.URL() + "   MQTT " + s.stack.MQTT())
	s.small(s.words.end)
	if s.Ready != nil {
		s.Ready(d.URL(), s.stack.MQTT())
	}
	<-ctx.Done()
	return nil
}

// poll begins to ask for the values that are watched, and says which.
func (s *stage) poll() {
	asked, left := s.stack.Poll()
	if len(asked) > 0 {
		s.step(s.words.polled)
	}
	for _, p := range asked {
		s.note(fmt.Sprintf("%s  %s  (%s)", p.Name, p.Address(), s.words.span(p.Every)))
	}
	names := make([]string, len(left))
	for i, p := range left {
		names[i] = p.Name
	}
	if len(names) > 0 {
		s.small(s.words.unpolled(strings.Join(names, ", ")))
	}
}
