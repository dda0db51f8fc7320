package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// functions are Lambda's functions.
type functions struct{ client *lambda.Client }

// Invoke puts an event on Lambda's own queue for a function.
func (f functions) Invoke(ctx context.Context, arn string, payload []byte) error {
	out, err := f.client.Invoke(ctx, &lambda.InvokeInput{
		FunctionName: &arn, InvocationType: lambdatypes.InvocationTypeEvent, Payload: payload,
	})
	if err != nil {
		return fmt.Errorf("invoke %s: %w", arn, err)
	}
	if out.StatusCode != http.StatusAccepted {
		return fmt.Errorf("invoke %s: status %d, Lambda takes an event with %d", arn, out.StatusCode, http.StatusAccepted)
	}
	return nil
}
