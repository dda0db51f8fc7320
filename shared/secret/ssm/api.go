package ssm

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
	"strings"
	"time"

	"bongsu/shared/alert"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

const (
	// service is SSM's name in signatures and hosts, sdkID that in the variables
	// which point clients elsewhere.
	service = "ssm"
	sdkID   = "SSM"
	// maxAnswer is far above what one parameter takes.
	maxAnswer = 64 << 10
)

// refused is an answer of SSM's that is no success.
type refused struct {
	status  int
	code    string
	message string
}

// Error describes the refusal in SSM's words.
func (r *refused) Error() string {
	if r.code == "" {
		return fmt.Sprintf("status %d", r.status)
	}
	return strings.TrimSuffix(r.code+": "+r.message, ": ")
}

// ask makes one signed request of SSM's JSON protocol. The SDK's client does the
// same and takes a tenth of a function's start for its tables of the whole API.
func ask(ctx context.Context, cfg aws.Config, action string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	to, err := endpoint(ctx, cfg)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-amz-json-1.1")
	req.Header.Set("X-Amz-Target", "AmazonSSM."+action)
	if cfg.Credentials == nil {
		return errors.New("there are no credentials for AWS")
	}
	who, err := cfg.Credentials.Retrieve(ctx)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	if err := v4.NewSigner().SignHTTP(ctx, who, req, hex.EncodeToString(sum[:]), service, cfg.Region, time.Now()); err != nil {
		return err
	}
	client := cfg.HTTPClient
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	said, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return refusal(res.StatusCode, said)
	}
	if err := json.Unmarshal(said, out); err != nil {
		// The answer may hold the value, and the error of a parser quotes.
		return errors.New("the answer is not JSON")
	}
	return nil
}

func refusal(status int, said []byte) error {
	var body struct {
		Type    string `json:"__type"`
		Message string `json:"message"`
	}
	// What cannot be read has no code, and the status says enough.
	_ = json.Unmarshal(said, &body)
	code := body.Type[strings.LastIndexByte(body.Type, '#')+1:]
	return &refused{status, code, body.Message}
}

// endpoint is where SSM is: where the configuration points, or in its region.
func endpoint(ctx context.Context, cfg aws.Config) (string, error) {
	for _, source := range cfg.ConfigSources {
		own, ok := source.(interface {
			GetServiceBaseEndpoint(context.Context, string) (string, bool, error)
		})
		if !ok {
			continue
		}
		if url, found, err := own.GetServiceBaseEndpoint(ctx, sdkID); found || err != nil {
			return url, err
		}
	}
	if cfg.BaseEndpoint != nil {
		return *cfg.BaseEndpoint, nil
	}
	if cfg.Region == "" {
		return "", errors.New("no AWS region is set")
	}
	domain := "amazonaws.com"
	if alert.PartitionOf(cfg.Region) == "aws-cn" {
		domain += ".cn"
	}
	return "https://" + service + "." + cfg.Region + "." + domain + "/", nil
}
