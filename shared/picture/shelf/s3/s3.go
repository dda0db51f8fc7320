// Package s3 keeps files in a bucket of Amazon S3. It does not know what they are.
package s3

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"bongsu/shared/signed"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Bucket is one bucket. It is safe for concurrent use.
type Bucket struct {
	cfg     aws.Config
	service signed.Service
}

// New returns a bucket by its name. It calls nobody.
func New(cfg aws.Config, name string) *Bucket {
	return &Bucket{cfg, signed.Service{Name: "s3", ID: "S3", PathOnce: true, Bucket: name}}
}

// maxFile is far above what a picture takes.
const maxFile = 4 << 20

// cached is how long whoever has fetched a file may keep it without asking again.
// It never changes.
const cached = "public, max-age=86400, immutable"

// Get reads a file.
func (b *Bucket) Get(ctx context.Context, name string) ([]byte, bool, error) {
	got, err := b.ask(ctx, signed.Request{Method: http.MethodGet, Path: path(name)})
	if absent(err) {
		return nil, false, nil
	}
	return got.Body, err == nil, explain("read", name, err)
}

// Has reports whether there is a file.
func (b *Bucket) Has(ctx context.Context, name string) (bool, error) {
	_, err := b.ask(ctx, signed.Request{Method: http.MethodHead, Path: path(name)})
	if absent(err) {
		return false, nil
	}
	return err == nil, explain("look for", name, err)
}

// absent reports whether an answer says that there is no file. To who may not list
// the bucket, S3 says that of a missing file no more than of a forbidden one; who
// may not read it may not write it either, and is told so then.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
func absent(err error) bool {
	r, ok := errors.AsType[*signed.Refused](err)
	return ok && (r.Status == http.StatusNotFound || r.Status == http.StatusForbidden)
}

// Put writes a file.
func (b *Bucket) Put(ctx context.Context, name, contentType string, data []byte) error {
	_, err := b.ask(ctx, put(name, contentType, data))
	return explain("write", name, err)
}

// PutNew writes a file unless there is one. Of writers at the same time one gets a
// conflict where another has just won.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
func (b *Bucket) PutNew(ctx context.Context, name, contentType string, data []byte) (bool, error) {
	r := put(name, contentType, data)
	r.Header["If-None-Match"] = "*"
	_, err := b.ask(ctx, r)
	if r, ok := errors.AsType[*signed.Refused](err); ok && (r.Status == http.StatusPreconditionFailed || r.Status == http.StatusConflict) {
		return false, nil
	}
	return err == nil, explain("write", name, err)
}

func put(name, contentType string, data []byte) signed.Request {
	return signed.Request{Method: http.MethodPut, Path: path(name), Body: data, Header: map[string]string{
		"Content-Type": contentType, "Cache-Control": cached,
	}}
}

func path(name string) string {
	parts := strings.Split(name, "/")
	for i := range parts {
		parts[i] = signed.Escape(parts[i])
	}
	return "/" + strings.Join(parts, "/")
}

// ask makes a request; any answer but success is a *signed.Refused.
func (b *Bucket) ask(ctx context.Context, r signed.Request) (signed.Answer, error) {
	r.Most = maxFile
	var got signed.Answer
	err := signed.Patiently(ctx, b.cfg, func() error {
		var err error
		if got, err = b.service.Ask(ctx, b.cfg, r); err != nil {
			return err
		}
		if got.Status != http.StatusOK {
			return got.Refusal()
		}
		return nil
	})
	return got, err
}

// explain says what could not be done; nil stays nil.
func explain(what, name string, err error) error {
	if err == nil {
		return nil
	}
	folder, _, _ := strings.Cut(name, "/")
	return fmt.Errorf("%s a file of %s/: %w", what, folder, err)
}
