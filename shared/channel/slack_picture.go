package channel

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"bongsu/shared/secret"
	"bongsu/shared/wording"
)

const (
	// slackPicture is how large a picture may be. Slack takes far more.
	slackPicture = 2 << 20
	// slackUploading is how long its four requests may take together.
	slackUploading = 5 * time.Second
)

// slackShare puts uploaded files into a thread.
type slackShare struct {
	Files   []slackFile `json:"files"`
	Channel string      `json:"channel_id"`
	Thread  string      `json:"thread_ts"`
}

type slackFile struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// Illustrate uploads the picture to the message's thread, where it stays when its
// URL has expired. In the message itself it could be shown only once Slack has
// processed it, by a further change that may come too late:
// https://docs.slack.dev/messaging/working-with-files
func (a *slackApp) Illustrate(ctx context.Context, reference string, m wording.Message) error {
	thread, here := a.find(reference)
	if m.Picture == nil || m.Picture.URL == "" || !here {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, slackUploading)
	defer cancel()
	from := secret.New(m.Picture.URL)
	data, err := fetchPicture(ctx, a.HTTP, from, slackPicture)
	if err != nil {
		return err
	}
	if kind := http.DetectContentType(data); kind != "image/png" {
		return fmt.Errorf("it is no PNG, but %s", kind)
	}
	s, err := a.Secret(ctx)
	if err != nil {
		return err
	}
	file, err := a.upload(ctx, s, data, slackAlt(m))
	if err != nil {
		return fmt.Errorf("uploading it: %w", err)
	}
	share := slackShare{[]slackFile{{file, slackAlt(m)}}, a.settings.Channel, thread}
	if _, err := a.ask(ctx, s, "files.completeUploadExternal", share); err != nil {
		return fmt.Errorf("showing it: %w", err)
	}
	return nil
}

// upload stores a picture, which nobody sees so far, and gives its id.
func (a *slackApp) upload(ctx context.Context, s secret.Text, data []byte, alt string) (string, error) {
	place, err := a.askForm(ctx, s, "files.getUploadURLExternal", url.Values{
		"filename": {"bongsu.png"}, "length": {strconv.Itoa(len(data))}, "alt_txt": {alt},
	})
	if err != nil {
		return "", err
	}
	if place.file == "" || !strings.HasPrefix(place.upload, "https://") && a.Base == "" {
		return "", errors.New("the answer names no place for it")
	}
	to := secret.New(place.upload)
	got, err := call{
		method: http.MethodPost, to: to, hidden: []secret.Text{to, s}, body: data,
		header: http.Header{"Content-Type": {"application/octet-stream"}},
	}.send(ctx, a.HTTP)
	if err != nil {
		return "", err
	}
	if got.status != http.StatusOK {
		return "", refusal(got, to, s)
	}
	return place.file, nil
}
