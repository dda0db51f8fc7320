package boot

import (
	"github.com/aws/aws-sdk-go-v2/aws"

	"bongsu/shared/warm"
)

// Rehearsal is a configuration for clients of a rehearsal: their requests are not
// sent, but open connections for those of the other configuration.
func Rehearsal(cfg aws.Config) aws.Config {
	cfg = cfg.Copy()
	cfg.HTTPClient = warm.New(cfg.HTTPClient)
	return cfg
}
