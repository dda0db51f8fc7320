// Package signed makes single signed requests to AWS. The SDK's clients do the
// same, and pay for their tables of a whole API with a megabyte and a millisecond
// or more of each start. It knows no API; whoever asks knows the one that it needs.
package signed

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"bongsu/shared/alert"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// Service is one of AWS's services.
type Service struct {
	// Name stands in hosts and signatures, ID in the variables that point clients
	// elsewhere.
	Name, ID string
	// PathOnce says that a path is signed as it is sent. S3 does so; all others
	// escape it once more.
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
	PathOnce bool
	// Bucket stands before the host, as S3 has it, or, where clients are pointed
	// elsewhere, before the path.
	Bucket string
}

// Request is one request.
type Request struct {
	Method string
	// Path begins with a slash and is escaped; empty is the root.
	Path   string
	Header map[string]string
	Body   []byte
	// Most is how many bytes of an answer are read; what is longer is an error.
	Most int64
}

// Answer is what a service said, whatever its status.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Ask makes one request, once. An error says that there was no answer.
func (s Service) Ask(ctx context.Context, cfg aws.Config, r Request) (Answer, error) {
	base, err := s.endpoint(ctx, cfg)
	if err != nil {
		return Answer{}, err
	}
	if r.Path != "" {
		base = strings.TrimSuffix(base, "/") + r.Path
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, base, bytes.NewReader(r.Body))
	if err != nil {
		return Answer{}, err
	}
	for name, value := range r.Header {
		req.Header.Set(name, value)
	}
	if err := s.sign(ctx, cfg, req, r.Body); err != nil {
		return Answer{}, err
	}
	client := cfg.HTTPClient
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		// It would show the path, in which a name may stand that is to stay unknown.
		if e, ok := errors.AsType[*url.Error](err); ok {
			err = fmt.Errorf("%s %s: %w", r.Method, req.URL.Host, e.Err)
		}
		return Answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	said, err := io.ReadAll(io.LimitReader(res.Body, r.Most+1))
	if err != nil {
		return Answer{}, err
	}
	if int64(len(said)) > r.Most {
		return Answer{}, fmt.Errorf("the answer is longer than %d bytes", r.Most)
	}
	return Answer{res.StatusCode, res.Header, said}, nil
}

func (s Service) sign(ctx context.Context, cfg aws.Config, req *http.Request, body []byte) error {
	if cfg.Credentials == nil {
		return errors.New("there are no credentials for AWS")
	}
	who, err := cfg.Credentials.Retrieve(ctx)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:])
	if s.PathOnce {
		req.Header.Set("X-Amz-Content-Sha256", hash)
	}
	return v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = s.PathOnce }).
		SignHTTP(ctx, who, req, hash, s.Name, cfg.Region, time.Now())
}

// JSON makes a request of a service's JSON protocol. version is the protocol's
// ("1.0"), target the name of the action in front of which stands that of the API.
func (s Service) JSON(ctx context.Context, cfg aws.Config, version, target string, in, out any, most int64) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	answer, err := s.Ask(ctx, cfg, Request{
		Method: http.MethodPost, Body: body, Most: most,
		Header: map[string]string{"Content-Type": "application/x-amz-json-" + version, "X-Amz-Target": target},
	})
	if err != nil {
		return err
	}
	if answer.Status != http.StatusOK {
		return answer.Refusal()
	}
	if err := json.Unmarshal(answer.Body, out); err != nil {
		// The answer may hold a secret, and the error of a parser quotes.
		return errors.New("the answer is not JSON")
	}
	return nil
}

// endpoint is where the service is: where the configuration points, or in its
// region.
func (s Service) endpoint(ctx context.Context, cfg aws.Config) (string, error) {
	for _, source := range cfg.ConfigSources {
		own, ok := source.(interface {
			GetServiceBaseEndpoint(context.Context, string) (string, bool, error)
		})
		if !ok {
			continue
		}
		if url, found, err := own.GetServiceBaseEndpoint(ctx, s.ID); found || err != nil {
			return s.inPath(url), err
		}
	}
	if cfg.BaseEndpoint != nil {
		return s.inPath(*cfg.BaseEndpoint), nil
	}
	if cfg.Region == "" {
		return "", errors.New("no AWS region is set")
	}
	domain := "amazonaws.com"
	if alert.PartitionOf(cfg.Region) == "aws-cn" {
		domain += ".cn"
	}
	host := s.Name + "." + cfg.Region + "." + domain
	if s.Bucket != "" {
		host = s.Bucket + "." + host
	}
	return "https://" + host + "/", nil
}

func (s Service) inPath(base string) string {
	if s.Bucket == "" {
		return base
	}
	return strings.TrimSuffix(base, "/") + "/" + s.Bucket
}

// Escape writes a text as one part of a path, in the only way that a signature
// takes.
func Escape(part string) string { return strings.ReplaceAll(url.QueryEscape(part), "+", "%20") }
