package channel_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/fake"
)

// pictures is a place that pictures are fetched from.
func pictures(t *testing.T) (base string, chart []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 600, 300))); err != nil {
		t.Fatal(err)
	}
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/chart.png":
			_, _ = w.Write(b.Bytes())
		case "/large.png":
			_, _ = w.Write(append(b.Bytes(), make([]byte, 2<<20)...))
		case "/page.png":
			_, _ = w.Write([]byte("<html>sign in</html>"))
		case "/slow.png":
			<-r.Context().Done()
		default:
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	t.Cleanup(host.Close)
	return host.URL, b.Bytes()
}

// TestSlackPicture: an app uploads the picture into the message's thread, where it
// outlives its URL. Whatever is wrong with it, the text is told already.
func TestSlackPicture(t *testing.T) {
	host, chart := pictures(t)
	for _, test := range []struct {
		name, path string
		spoil      func(*fake.SlackApp)
		want       string // of the error, empty for none
	}{
		{"good", "/chart.png", nil, ""},
		{"gone", "/gone.png", nil, "status 403"},
		{"slow", "/slow.png", nil, "no answer"},
		{"large", "/large.png", nil, "larger than 2048 KB"},
		{"no picture", "/page.png", nil, "no PNG, but text/html"},
		{"no files", "/chart.png", func(p *fake.SlackApp) { p.Break("files.getUploadURLExternal", "file_uploads_disabled") }, "lets nobody upload"},
		{"full", "/chart.png", func(p *fake.SlackApp) { p.Break("files.completeUploadExternal", "storage_limit_reached") }, "no room left"},
		{"limited", "/chart.png", func(p *fake.SlackApp) { p.Break("files.getUploadURLExternal", "ratelimited") }, "ratelimited"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, p := slackBot(t, fake.SlackWorkspace{})
			m := sample(t)
			m.Picture = &alert.Picture{URL: host + test.path}
			receipt := must(s.channel.Send(t.Context(), s.delivery(m)))(t)
			if test.spoil != nil {
				test.spoil(p)
			}
			err := s.channel.(channel.Updater).Illustrate(t.Context(), receipt.Reference, m)
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Fatalf("%v, want %q", err, test.want)
			}
			if err != nil && leaks(err, append(s.secrets, host+test.path)) != "" {
				t.Errorf("the error shows a secret: %v", err)
			}
			got := p.Messages()
			if len(got) == 0 || !strings.Contains(got[0].Text(), "812 ms") {
				t.Fatalf("the text is missing in %+v", got)
			}
			if test.want != "" {
				return
			}
			if len(got) != 2 || got[1].Thread != got[0].ID || got[1].Text() != "[picture 600 × 300] 긴급 경보: orders-latency\n" {
				t.Errorf("the channel shows\n%s", p.Page(slackRoom))
			}
			if id := p.Files()[0]; !bytes.Equal(p.File(id), chart) {
				t.Error("another picture was uploaded")
			}
		})
	}
}

// TestWebhookPicture: Slack fetches it, and refuses all of a message of which it
// cannot. Then the text goes without.
func TestWebhookPicture(t *testing.T) {
	host, _ := pictures(t)
	for path, good := range map[string]bool{"/chart.png": true, "/gone.png": false, "/page.png": false, "/" + strings.Repeat("x", 3000): true} {
		t.Run(path[:5], func(t *testing.T) {
			s := stages["slack"](t)
			m := sample(t)
			m.Picture = &alert.Picture{URL: host + path}
			receipt := must(s.channel.Send(t.Context(), s.delivery(m)))(t)
			text := s.provider.Messages()[0].Text()
			if shown := strings.Contains(text, "[긴급 경보: orders-latency] "+host); shown != (path == "/chart.png") || !strings.Contains(text, "\n▌ 측정값 ") {
				t.Errorf("got\n%s", text)
			}
			if strings.Contains(receipt.Warning, "without its picture") == good {
				t.Errorf("warning %q", receipt.Warning)
			}
			if strings.Contains(receipt.Warning, "plain text") {
				t.Errorf("more than the picture was left out: %q", receipt.Warning)
			}
		})
	}
}
