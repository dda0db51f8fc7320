package main

import (
	"context"
	"errors"
	"os"

	"bongsu/lambdas/picture"
	"bongsu/shared/boot"
	"bongsu/shared/config"
	"bongsu/shared/metric/cloudwatch"
	"bongsu/shared/picture/shelf"
	"bongsu/shared/picture/shelf/s3"
	"bongsu/shared/wording"
)

// handler puts the function together, and gives what to do before the first event.
func handler() (picture.Handler, []func(context.Context), error) {
	variables, err := boot.Variables(config.VarBucket, config.VarPictures)
	if err != nil {
		return picture.Handler{}, nil, err
	}
	slice, err := boot.Slice()
	if err != nil {
		return picture.Handler{}, nil, err
	}
	if slice.Pictures == nil {
		return picture.Handler{}, nil, errors.New("configuration of this function: says nothing of pictures")
	}
	cfg, err := boot.AWS()
	if err != nil {
		return picture.Handler{}, nil, err
	}
	voice, err := wording.NewVoice(slice.Pictures.Language, slice.Pictures.Timezone)
	if err != nil {
		return picture.Handler{}, nil, err
	}
	kept := &shelf.Shelf{Bucket: s3.New(cfg, variables[config.VarBucket]), URL: variables[config.VarPictures], JPEG: slice.Pictures.JPEG}
	h := picture.Handler{
		Source: func(region string) picture.Source { return cloudwatch.New(boot.In(cfg, region)) },
		Shelf:  kept, Voice: voice, Log: boot.Logger(os.Stderr),
	}
	cold := boot.Rehearsal(cfg)
	return h, []func(context.Context){
		func(ctx context.Context) { _ = kept.Prepare(ctx) }, // the first event says what is wrong
		func(ctx context.Context) { picture.Rehearse(ctx, cloudwatch.New(cold), boot.Now()) },
	}, nil
}
