package ssm

import (
	"context"

	"bongsu/shared/signed"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// maxAnswer is far above what one parameter takes.
const maxAnswer = 64 << 10

// ask makes one request of SSM's JSON protocol. The SDK's client does the same and
// takes a tenth of a function's start for its tables of the whole API.
func ask(ctx context.Context, cfg aws.Config, action string, in, out any) error {
	return signed.Service{Name: "ssm", ID: "SSM"}.JSON(ctx, cfg, "1.1", "AmazonSSM."+action, in, out, maxAnswer)
}
