package fake

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// page is a message as people see it now.
func (p *slackPost) page(b *slackDesk) ([]Line, slackPage) {
	var page slackPage
	if p.file == "" {
		page.message(p.body)
	} else {
		u := b.uploads[p.file]
		size := "no picture"
		if c, err := png.DecodeConfig(bytes.NewReader(u.data)); err == nil {
			size = fmt.Sprintf("%d × %d", c.Width, c.Height)
		}
		page.lines = []Line{{Text: fmt.Sprintf("[picture %s] %s", size, str(p.body, "text")), Weight: Faint}}
	}
	return page.lines, page
}

// Page shows a channel as it stands, the oldest message first: what was changed
// says so, and replies stand below what they reply to.
func (s *SlackApp) Page(room string) string {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	var out strings.Builder
	for _, p := range s.desk.posts {
		if p.room != room || p.thread != "" {
			continue
		}
		out.WriteString(p.text(s.desk))
		for _, reply := range s.desk.posts {
			if reply.room == room && reply.thread == p.ts {
				out.WriteString("  ↳ " + strings.ReplaceAll(strings.TrimSuffix(reply.text(s.desk), "\n"), "\n", "\n    ") + "\n")
			}
		}
		out.WriteString("\n")
	}
	return strings.TrimSuffix(out.String(), "\n")
}

func (p *slackPost) text(b *slackDesk) string {
	lines, _ := p.page(b)
	text := Received{Lines: lines}.Text()
	if p.edited {
		text = strings.TrimSuffix(text, "\n") + " (edited)\n"
	}
	return text
}

// fetching is how long Slack would wait for a picture. How long it does is not
// documented.
const fetching = 2 * time.Second

// unfetched says which picture of a message cannot be had by its URL: Slack then
// refuses all of it. Only what is on loopback is fetched, all else is taken on
// trust.
func unfetched(ctx context.Context, o object) string {
	all := children(o, "blocks")
	for _, a := range children(o, "attachments") {
		all = append(all, children(a, "blocks")...)
	}
	for _, b := range all {
		from, err := url.Parse(str(b, "image_url"))
		if err != nil || str(b, "type") != "image" {
			continue
		}
		if ip := net.ParseIP(from.Hostname()); ip == nil || !ip.IsLoopback() {
			continue
		}
		if why := fetched(ctx, from.String()); why != "" {
			return "downloading image failed: " + why
		}
	}
	return ""
}

// fetched says why there is no picture at a URL; empty if there is one.
func fetched(ctx context.Context, from string) string {
	ctx, cancel := context.WithTimeout(ctx, fetching)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return err.Error()
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = got.Body.Close() }()
	if kind := got.Header.Get("Content-Type"); got.StatusCode != http.StatusOK || !strings.HasPrefix(kind, "image/") {
		return fmt.Sprintf("status %d, %s", got.StatusCode, kind)
	}
	return ""
}
