// Package shelf keeps pictures where messages can show them: in a bucket, under
// names that nobody can guess and that the same thing always gets again. It
// decides nothing about what is drawn.
package shelf

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"sync"

	"bongsu/shared/alert"
	"bongsu/shared/picture"
	"bongsu/shared/secret"
)

// Bucket keeps files by their names.
type Bucket interface {
	// Get reads a file; found is false where there is none.
	Get(ctx context.Context, name string) (data []byte, found bool, err error)
	// Has reports whether there is a file.
	Has(ctx context.Context, name string) (bool, error)
	// Put writes a file, in the place of any of that name.
	Put(ctx context.Context, name, contentType string, data []byte) error
	// PutNew writes a file unless there is one of that name, and reports whether
	// it did.
	PutNew(ctx context.Context, name, contentType string, data []byte) (bool, error)
}

// Where things stand in the bucket. Only what is below Served is open to the web.
const (
	Served  = "p/"
	keyName = "key/names"
)

// Shelf puts pictures into a bucket. It is safe for concurrent use.
type Shelf struct {
	Bucket Bucket
	// URL is where what is below Served is served, with a slash at its end.
	URL string
	// JPEG says to keep one for phones' messages too.
	JPEG bool

	mu  sync.Mutex
	key secret.Text
}

// Prepare makes sure of the key that names are made with.
func (s *Shelf) Prepare(ctx context.Context) error {
	_, err := s.name(ctx, "")
	return err
}

// Find gives the picture of a thing, nil if there is none yet.
func (s *Shelf) Find(ctx context.Context, id string) (*alert.Picture, error) {
	name, err := s.name(ctx, id)
	if err != nil {
		return nil, err
	}
	// It is put last.
	there, err := s.Bucket.Has(ctx, Served+name+full)
	if err != nil || !there {
		return nil, err
	}
	return s.picture(name), nil
}

const (
	full    = ".png"
	preview = "-s.png"
	phone   = ".jpg"
)

func (s *Shelf) picture(name string) *alert.Picture {
	p := &alert.Picture{URL: s.URL + name + full, Preview: s.URL + name + preview}
	if s.JPEG {
		p.JPEG = s.URL + name + phone
	}
	return p
}

// Keep draws a thing's picture and puts it on the shelf.
func (s *Shelf) Keep(ctx context.Context, id string, d picture.Drawing) (*alert.Picture, error) {
	name, err := s.name(ctx, id)
	if err != nil {
		return nil, err
	}
	var others sync.WaitGroup
	var errs [2]error
	keep := func(to *error, ending, contentType string, render func(picture.Drawing) ([]byte, error)) {
		data, err := render(d)
		if err != nil {
			*to = err
			return
		}
		others.Go(func() { *to = s.Bucket.Put(ctx, Served+name+ending, contentType, data) })
	}
	keep(&errs[0], preview, "image/png", picture.Preview)
	if s.JPEG {
		keep(&errs[1], phone, "image/jpeg", picture.JPEG)
	}
	// Drawn while the others are on their way.
	data, err := picture.Render(d)
	others.Wait()
	if err := errors.Join(err, errs[0], errs[1]); err != nil {
		return nil, err
	}
	if err := s.Bucket.Put(ctx, Served+name+full, "image/png", data); err != nil {
		return nil, err
	}
	return s.picture(name), nil
}

// name is what the pictures of a thing are called: nobody without the key can
// tell it from the id, and the same id always gives the same.
func (s *Shelf) name(ctx context.Context, id string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.key.Empty() {
		key, err := s.readKey(ctx)
		if err != nil {
			return "", fmt.Errorf("the key that pictures are named with: %w", err)
		}
		s.key = key
	}
	sum := hmac.New(sha256.New, []byte(s.key.Reveal()))
	sum.Write([]byte(id))
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil)), nil
}

const keyBytes = 32

// readKey gives the key that stands in the bucket. Whoever comes first makes it;
// of several who come at once, one does.
func (s *Shelf) readKey(ctx context.Context) (secret.Text, error) {
	for range 2 {
		data, found, err := s.Bucket.Get(ctx, keyName)
		if err != nil {
			return secret.Text{}, err
		}
		if found {
			if len(data) < keyBytes {
				return secret.Text{}, fmt.Errorf("%s has %d bytes, must have %d: delete it, a new one is made then", keyName, len(data), keyBytes)
			}
			return secret.New(string(data)), nil
		}
		made := make([]byte, keyBytes)
		_, _ = rand.Read(made) // it never fails: https://pkg.go.dev/crypto/rand#Read
		if done, err := s.Bucket.PutNew(ctx, keyName, "application/octet-stream", made); err != nil {
			return secret.Text{}, err
		} else if done {
			return secret.New(string(made)), nil
		}
	}
	return secret.Text{}, fmt.Errorf("%s is there when it is written, and is not when it is read", keyName)
}
