package main

import (
	"os"

	"bongsu/lambdas/digest"
	"bongsu/shared/boot"
	"bongsu/shared/boot/wire"
	"bongsu/shared/config"
	"bongsu/shared/metric"
	"bongsu/shared/metric/cloudwatch"
	"bongsu/shared/picture/remote"
)

// handler puts the function together. It rehearses nothing: nobody waits for it.
func handler() (digest.Handler, error) {
	s, err := wire.NewSource()
	if err != nil {
		return digest.Handler{}, err
	}
	h := digest.Handler{
		Digests: s.Slice.Digests, Routes: s.Slice.Routes, Records: s.Records, Teller: s.Teller, Region: s.Region, Log: s.Log, Now: s.Now,
		Metrics: func(region string) metric.Reader { return cloudwatch.New(boot.In(s.AWS, region)) },
	}
	if function := os.Getenv(config.VarPicture); function != "" {
		h.Drawer = remote.New(s.AWS, function)
	}
	return h, nil
}
