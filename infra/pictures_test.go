package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/config/file"
)

func TestPicturesArePrivateAndExpire(t *testing.T) {
	tm := everything(t).template
	bucket := tm.at(t, "AWS::S3::Bucket", "Pictures")
	if bucket.DeletionPolicy != "Retain" || bucket.Properties["BucketName"] != nil {
		t.Errorf("%s, name %v", bucket.DeletionPolicy, bucket.Properties["BucketName"])
	}
	for property, want := range map[string]string{
		"PublicAccessBlockConfiguration": "{BlockPublicAcls:true BlockPublicPolicy:true IgnorePublicAcls:true RestrictPublicBuckets:true}",
		"BucketEncryption":               "{ServerSideEncryptionConfiguration:[{ServerSideEncryptionByDefault:{SSEAlgorithm:AES256}}]}",
		"OwnershipControls":              "{Rules:[{ObjectOwnership:BucketOwnerEnforced}]}",
		"LifecycleConfiguration":         "{Rules:[{AbortIncompleteMultipartUpload:{DaysAfterInitiation:1} ExpirationInDays:30 Prefix:p/ Status:Enabled}]}",
	} {
		if diff := cmp.Diff(want, tm.text(bucket.Properties[property])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", property, diff)
		}
	}
}

func TestOnlyTheDistributionReadsPicturesAndNothingElse(t *testing.T) {
	tm := everything(t).template
	policy := tm.at(t, "AWS::S3::BucketPolicy", "Pictures/Policy").Properties["PolicyDocument"].(map[string]any)
	var allows []string
	denies := 0
	for _, s := range policy["Statement"].([]any) {
		if text := tm.text(s); strings.Contains(text, "Effect:Allow") {
			allows = append(allows, text)
		} else if strings.Contains(text, "aws:SecureTransport:false") {
			denies++
		}
	}
	want := []string{"{Action:s3:GetObject Condition:{StringEquals:{AWS:SourceArn:arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${PictureCDN.Id}}} " +
		"Effect:Allow Principal:{Service:cloudfront.amazonaws.com} Resource:${Pictures.Arn}/p/*}"}
	if diff := cmp.Diff(want, allows); diff != "" || denies != 1 {
		t.Errorf("%d statements against plain HTTP; (-want +got):\n%s", denies, diff)
	}
	cdn := tm.text(tm.at(t, "AWS::CloudFront::Distribution", "PictureCDN").Properties)
	for _, part := range []string{"ViewerProtocolPolicy:https-only", "AllowedMethods:[GET HEAD]", "OriginPath:/p", "OriginAccessControlId:${PictureAccess"} {
		if !strings.Contains(cdn, part) {
			t.Errorf("the distribution lacks %s: %s", part, cdn)
		}
	}
}

// The names that pictures have and the parts of the bucket that are served and
// granted must be the same here and in the function.
func TestTheBucketsPartsAreTheShelfs(t *testing.T) {
	root, err := repositoryRoot()
	if err != nil {
		t.Fatal(err)
	}
	names := stringConstants(t, filepath.Join(root, "shared", "picture", "shelf", "shelf.go"))
	if names["Served"] != served+"/" || names["keyName"] != keyFile {
		t.Errorf("the shelf puts things to %q and %q", names["Served"], names["keyName"])
	}
	if strings.HasPrefix(keyFile, served+"/") {
		t.Error("the key would be served")
	}
}

func TestNothingIsMadeWherePicturesAreShownNowhere(t *testing.T) {
	cfg, err := file.Parse("bongsu.yaml", []byte("watchdog: [oncall@example.com]\nchannels: {ops: {type: slack, secret: /b/x, pictures: false}, "+
		"idle: {type: teams, secret: /b/y}}\nroutes: {default: [ops]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	s := must(t, synthesizeConfig(cfg, nil))
	for _, kind := range []string{"AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::CloudFront::Distribution", "AWS::CloudFront::OriginAccessControl"} {
		if n := len(s.template.of(kind)); n != 0 {
			t.Errorf("%d of %s", n, kind)
		}
	}
	if n := len(s.template.of("AWS::Lambda::Function")); n != 4 {
		t.Errorf("%d functions, want the alarm's, the tick's and two that deliver", n)
	}
	if text := s.template.text(s.template.at(t, "AWS::Lambda::Function", "AlarmFunction").Properties); strings.Contains(text, "BONGSU_PICTURE") {
		t.Error("the alarm function is told of a function that is not there")
	}
}
