package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"bongsu/lambdas/poll"
	"bongsu/shared/config"
	"bongsu/shared/secret"
	"bongsu/shared/secret/ssm"
)

// pollLines are the polls in the summary of a configuration.
func pollLines(polls []config.Poll) string {
	var b strings.Builder
	for _, p := range polls {
		fmt.Fprintf(&b, "  poll %s: %s every %s%s\n", p.Name, p.Address(), config.FormatDuration(p.Every), pollRemarks(p))
		for _, f := range p.Fields {
			fmt.Fprintf(&b, "    %s: %s\n", f.Name, bounds(f))
		}
	}
	return b.String()
}

// pollRemarks are what is special about a poll.
func pollRemarks(p config.Poll) string {
	text := ""
	if p.SecretHeader != "" {
		text += ", with the header in " + p.SecretHeader
	}
	if p.Private {
		text += ", in a private network"
	}
	if p.Evaluated > 0 {
		text += fmt.Sprintf(", told after %d of %d", p.Needed, p.Evaluated)
	}
	return text
}

// bounds say where a value stands, and when it is right.
func bounds(f config.PollField) string {
	text := f.Path
	for _, b := range []struct {
		word  string
		value *float64
	}{{"at most", f.Above}, {"at least", f.Below}} {
		if b.value != nil {
			text += strings.TrimSuffix(fmt.Sprintf(", %s %v %s", b.word, *b.value, f.Unit), " ")
		}
	}
	return text
}

// checkHeader looks whether a secret can be the header of a poll.
func checkHeader(value secret.Text) error {
	_, err := poll.ParseHeader(value)
	return err
}

// checkHeaders looks whether the secret header of each poll is there. Whether the
// address answers is not looked at: what is private may not be near.
func checkHeaders(ctx context.Context, s streams, set setup, cfg aws.Config, sessionErr error) []error {
	var errs []error
	for _, p := range set.Polls {
		if p.SecretHeader == "" {
			continue
		}
		err := sessionErr
		if err == nil {
			err = checkStored(ctx, cfg, p.SecretHeader)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("poll %s: %w", p.Name, err))
			continue
		}
		if _, err := fmt.Fprintf(s.out, "  live poll %s: the secret header %s has the right shape\n", p.Name, p.SecretHeader); err != nil {
			return append(errs, err)
		}
	}
	return errs
}

func checkStored(ctx context.Context, cfg aws.Config, name string) error {
	ctx, cancel := context.WithTimeout(ctx, liveTimeout)
	defer cancel()
	value, err := ssm.New(cfg, name).Get(ctx)
	if err != nil {
		return err
	}
	if err := checkHeader(value); err != nil {
		return fmt.Errorf("parameter %s: %w", name, err)
	}
	return nil
}
