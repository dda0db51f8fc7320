package main

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"

	"bongsu/shared/config"
)

const (
	// pictureTimeout is longer than anybody waits: what is drawn late is found when
	// the alert comes again.
	pictureTimeout = 20 * time.Second
	// pictureMemory is what has a whole CPU: drawing is work, not waiting.
	// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
	pictureMemory = 1769
	// pictureDays is how long a picture can be seen.
	pictureDays = 30
	// served is what of the bucket the web can read, below it. The key that pictures
	// are named with stands elsewhere.
	served  = "p"
	keyFile = "key/names"
)

// addPictures makes the function that draws, the bucket that keeps what it draws
// and the distribution that serves it, and lets functions ask for pictures.
func addPictures(f functions, asking ...deployed) {
	bucket := pictureBucket(f.stack)
	cdn := servePictures(f.stack, bucket)
	draw := f.addSized("Picture", "Bongsu: draws what an alarm measured", pictureTimeout, pictureMemory, map[string]string{
		config.VarBucket:   *bucket.BucketName(),
		config.VarPictures: "https://" + *cdn.AttrDomainName() + "/",
	})
	// CloudWatch knows no resources for reading metrics.
	draw.allow([]string{"cloudwatch:GetMetricData", "cloudwatch:DescribeAlarms"}, jsii.String("*"))
	draw.allow([]string{"s3:GetObject", "s3:PutObject"}, bucket.ArnForObjects(jsii.String(served+"/*")), bucket.ArnForObjects(jsii.String(keyFile)))

	for _, a := range asking {
		a.allow([]string{"lambda:InvokeFunction"}, draw.function.FunctionArn())
		a.function.AddEnvironment(jsii.String(config.VarPicture), draw.function.FunctionName(), nil)
	}
}

// pictureBucket is private. It stays when the stack goes: CloudFormation deletes no
// bucket that has something in it, and what is in this one goes by itself.
func pictureBucket(stack awscdk.Stack) awss3.Bucket {
	return awss3.NewBucket(stack, jsii.String("Pictures"), &awss3.BucketProps{
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		EnforceSSL:        jsii.Bool(true),
		Encryption:        awss3.BucketEncryption_S3_MANAGED,
		ObjectOwnership:   awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED,
		RemovalPolicy:     awscdk.RemovalPolicy_RETAIN,
		LifecycleRules: &[]*awss3.LifecycleRule{{
			Prefix: jsii.String(served + "/"), Expiration: awscdk.Duration_Days(jsii.Number(pictureDays)),
			AbortIncompleteMultipartUploadAfter: awscdk.Duration_Days(jsii.Number(1)),
		}},
	})
}

// servePictures makes the distribution. Only it may read the bucket, and only what
// is to be seen. CDK's own origin would let it read everything.
func servePictures(stack awscdk.Stack, bucket awss3.Bucket) awscloudfront.CfnDistribution {
	access := awscloudfront.NewCfnOriginAccessControl(stack, jsii.String("PictureAccess"), &awscloudfront.CfnOriginAccessControlProps{
		OriginAccessControlConfig: &awscloudfront.CfnOriginAccessControl_OriginAccessControlConfigProperty{
			Name:                          awscdk.Fn_Join(jsii.String("-"), &[]*string{stack.StackName(), stack.Region(), jsii.String("pictures")}),
			OriginAccessControlOriginType: jsii.String("s3"), SigningBehavior: jsii.String("always"), SigningProtocol: jsii.String("sigv4"),
		},
	})
	const origin = "bucket"
	cdn := awscloudfront.NewCfnDistribution(stack, jsii.String("PictureCDN"), &awscloudfront.CfnDistributionProps{
		DistributionConfig: &awscloudfront.CfnDistribution_DistributionConfigProperty{
			Enabled: jsii.Bool(true), Comment: jsii.String("Bongsu: pictures of alarms"), HttpVersion: jsii.String("http2and3"), Ipv6Enabled: jsii.Bool(true),
			Origins: []any{&awscloudfront.CfnDistribution_OriginProperty{
				Id: jsii.String(origin), DomainName: bucket.BucketRegionalDomainName(), OriginPath: jsii.String("/" + served),
				OriginAccessControlId: access.AttrId(), S3OriginConfig: &awscloudfront.CfnDistribution_S3OriginConfigProperty{OriginAccessIdentity: jsii.String("")},
			}},
			DefaultCacheBehavior: &awscloudfront.CfnDistribution_DefaultCacheBehaviorProperty{
				TargetOriginId: jsii.String(origin), ViewerProtocolPolicy: jsii.String("https-only"),
				AllowedMethods: jsii.Strings("GET", "HEAD"), Compress: jsii.Bool(false), // PNG and JPEG are compressed
				CachePolicyId:           awscloudfront.CachePolicy_CACHING_OPTIMIZED().CachePolicyId(),
				ResponseHeadersPolicyId: awscloudfront.ResponseHeadersPolicy_SECURITY_HEADERS().ResponseHeadersPolicyId(),
			},
		},
	})
	bucket.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("cloudfront.amazonaws.com"), nil)},
		Actions:    jsii.Strings("s3:GetObject"),
		Resources:  &[]*string{bucket.ArnForObjects(jsii.String(served + "/*"))},
		Conditions: &map[string]any{"StringEquals": map[string]any{"AWS:SourceArn": stack.FormatArn(&awscdk.ArnComponents{
			Service: jsii.String("cloudfront"), Region: jsii.String(""), Resource: jsii.String("distribution"), ResourceName: cdn.AttrId(),
		})}},
	}))
	return cdn
}
