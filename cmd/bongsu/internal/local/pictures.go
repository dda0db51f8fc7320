package local

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"bongsu/cmd/bongsu/internal/sample"
	"bongsu/lambdas/alarm"
	"bongsu/lambdas/picture"
	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/picture/shelf"
	"bongsu/shared/wording"
)

// drawer is the picture function without Lambda around it.
type drawer struct{ picture.Handler }

// Draw draws the picture of an alert.
func (d drawer) Draw(ctx context.Context, a alert.Alert) (*alert.Picture, error) {
	return d.Handle(ctx, a)
}

// draw makes the picture function where a channel shows pictures, and serves on
// loopback what it draws. All that is measured here is the sample's API; of other
// alarms it draws the data that they bring.
func (s *Stack) draw(c config.Config) error {
	wish := c.PictureSlice().Pictures
	if len(c.Pictured()) == 0 {
		return nil
	}
	voice, err := wording.NewVoice(wish.Language, wish.Timezone)
	if err != nil {
		return err
	}
	var listen net.ListenConfig
	l, err := listen.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("serve pictures: %w", err)
	}
	files := shelf.NewMemory()
	server := &http.Server{Handler: files, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = server.Serve(l) }() // it ends when it is closed
	s.ends = append(s.ends, server.Close)
	s.drawer = drawer{picture.Handler{
		Source: func(string) picture.Source { return sample.API{} },
		Shelf:  &shelf.Shelf{Bucket: files, URL: "http://" + l.Addr().String() + "/", JPEG: wish.JPEG},
		Voice:  voice, Log: s.log,
	}}
	return nil
}

// pictures are those that alarms get.
func (s *Stack) pictures(c *config.Config) alarm.Pictures {
	if s.drawer == nil {
		return alarm.Pictures{}
	}
	return alarm.Pictures{Drawer: s.drawer, Routes: c.AlarmSlice().Routes}
}
