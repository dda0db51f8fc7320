// Package remote asks the picture function for the picture of an alert, and waits
// for it. It draws nothing itself, so that who asks links no font.
package remote

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"bongsu/shared/alert"
	"bongsu/shared/signed"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Drawer asks one function. It is safe for concurrent use.
type Drawer struct {
	cfg      aws.Config
	function string
}

// New returns a drawer by the function's name. It calls nobody.
func New(cfg aws.Config, function string) *Drawer { return &Drawer{cfg, function} }

// maxAnswer is far above what three addresses take.
const maxAnswer = 64 << 10

// Draw gives the picture of an alert, nil where there is nothing to draw. It asks
// once: whoever waits has no time for more.
func (d *Drawer) Draw(ctx context.Context, a alert.Alert) (*alert.Picture, error) {
	body, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
	got, err := signed.Service{Name: "lambda", ID: "Lambda"}.Ask(ctx, d.cfg, signed.Request{
		Method: http.MethodPost, Path: "/2015-03-31/functions/" + signed.Escape(d.function) + "/invocations",
		Header: map[string]string{"X-Amz-Invocation-Type": "RequestResponse"}, Body: body, Most: maxAnswer,
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("ask for a picture: %w", err)
	case got.Status != http.StatusOK:
		return nil, fmt.Errorf("ask for a picture: %w", got.Refusal())
	case got.Header.Get("X-Amz-Function-Error") != "":
		return nil, fmt.Errorf("ask for a picture: %w", failure(got.Body))
	}
	var p *alert.Picture
	if err := json.Unmarshal(got.Body, &p); err != nil {
		return nil, fmt.Errorf("ask for a picture: the function's answer is not one: %w", err)
	}
	return p, nil
}

// failure is what a function said of its own error.
func failure(answer []byte) error {
	var said struct {
		ErrorType    string `json:"errorType"`
		ErrorMessage string `json:"errorMessage"`
	}
	// What cannot be read leaves the bare fact.
	_ = json.Unmarshal(answer, &said)
	return fmt.Errorf("the picture function failed: %s %s", said.ErrorType, said.ErrorMessage)
}
