package channel

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"image/jpeg"
	"net/http"
	"time"

	"bongsu/shared/secret"
)

// SENS's limits of a picture: https://api.ncloud-docs.com/docs/en/sens-sms-send
const (
	sensPicture  = 300 << 10
	sensPictureX = 1500
	sensPictureY = 1440
)

// sensPatience is how long a text waits for its picture.
const sensPatience = time.Second

// withPicture makes an MMS of a request whose message has a picture, and gives
// any other as it is. The text does not wait for long.
func (c *sensChannel) withPicture(ctx context.Context, s secret.Text, d Delivery, req sensRequest) (sensRequest, error) {
	if d.Message.Picture == nil || d.Message.Picture.JPEG == "" || c.settings.Short {
		return req, nil
	}
	ctx, cancel := context.WithTimeout(ctx, sensPatience)
	defer cancel()
	id := ""
	data, err := c.download(ctx, secret.New(d.Message.Picture.JPEG))
	if err == nil {
		id, err = c.upload(ctx, s, data)
	}
	switch {
	case err != nil && ctx.Err() != nil:
		return req, fmt.Errorf("it took longer than %s", sensPatience)
	case err != nil:
		return req, err
	}
	req.Type, req.Files = sensMMS, []sensFile{{id}}
	return req, nil
}

// download fetches a picture and sees whether a phone's message can carry it.
func (c *sensChannel) download(ctx context.Context, from secret.Text) ([]byte, error) {
	data, err := fetchPicture(ctx, c.HTTP, from, sensPicture)
	if err != nil {
		return nil, err
	}
	config, err := jpeg.DecodeConfig(bytes.NewReader(data))
	switch {
	case err != nil:
		return nil, fmt.Errorf("it is no JPEG: %w", err)
	case config.Width > sensPictureX || config.Height > sensPictureY:
		return nil, fmt.Errorf("it has %d × %d pixels, at most %d × %d pass", config.Width, config.Height, sensPictureX, sensPictureY)
	}
	return data, nil
}

// fetchPicture fetches a picture of at most so many bytes.
func fetchPicture(ctx context.Context, client *http.Client, from secret.Text, most int) ([]byte, error) {
	got, err := call{method: http.MethodGet, to: from, hidden: []secret.Text{from}, most: most + 1}.send(ctx, client)
	switch {
	case err != nil:
		return nil, err
	case got.status != http.StatusOK:
		return nil, fmt.Errorf("status %d where it should be", got.status)
	case len(got.data) > most:
		return nil, fmt.Errorf("it is larger than %d KB", most>>10)
	}
	return got.data, nil
}

// upload stores a picture with SENS, which keeps it for 6 days. Its name follows
// from its content: SENS takes what has the name and the size of an earlier one
// for the same.
func (c *sensChannel) upload(ctx context.Context, s secret.Text, data []byte) (string, error) {
	sum := sha256.Sum256(data)
	body, err := encode(struct {
		Name string `json:"fileName"`
		Body string `json:"fileBody"`
	}{fmt.Sprintf("g-%s.jpg", hex.EncodeToString(sum[:16])), base64.StdEncoding.EncodeToString(data)})
	if err != nil {
		return "", err
	}
	got, err := c.ask(ctx, s, http.MethodPost, c.path("files"), body, nil)
	if err != nil {
		return "", err
	}
	var said struct {
		ID string `json:"fileId"`
	}
	switch {
	case got.status != http.StatusOK:
		return "", fmt.Errorf("storing it: %w", c.refusal(got, c.hidden(s, nil)))
	case json.Unmarshal([]byte(got.body), &said) != nil || said.ID == "":
		return "", errors.New("storing it: the answer names no file")
	}
	return said.ID, nil
}
