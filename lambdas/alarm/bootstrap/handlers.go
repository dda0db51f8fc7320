package main

import (
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"

	"bongsu/lambdas/alarm"
	"bongsu/shared/boot"
	"bongsu/shared/boot/wire"
	"bongsu/shared/config"
	"bongsu/shared/picture/remote"
)

// handlers are the function's, and the same over clients that send nothing.
func handlers() (h, rehearsal alarm.Handler, err error) {
	s, err := wire.NewSource()
	if err != nil {
		return alarm.Handler{}, alarm.Handler{}, err
	}
	pictures := func(cfg aws.Config) alarm.Pictures {
		function := os.Getenv(config.VarPicture)
		if function == "" {
			return alarm.Pictures{}
		}
		return alarm.Pictures{Drawer: remote.New(cfg, function), Routes: s.Slice.Routes}
	}
	h = alarm.Handler{Teller: s.Teller, Events: s.Slice.Events, Pictures: pictures(s.AWS), Log: s.Log, Now: s.Now}
	rehearsal = h
	rehearsal.Teller, rehearsal.Pictures = s.Rehearsal, pictures(boot.Rehearsal(s.AWS))
	return h, rehearsal, nil
}
