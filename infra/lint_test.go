package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

// accepted are the findings that we live with, each with its reason. They stand
// here and not in the app, where one finding would stop a user's deployment.
var accepted = []struct{ path, id, reason string }{
	{"/bongsu/Incidents/Resource", "AwsSolutions-DDB3",
		"The table says what is wrong now and what was told; a copy of it from the past would be wrong, and its sources tell it anew."},
	{"/bongsu/Pictures/Resource", "AwsSolutions-S1",
		"Who looks at a picture of a metric is of no interest, and the log would outlive the picture."},
	{"/bongsu/PictureCDN", "AwsSolutions-CFR1", "On-call people travel, and LINE, Teams and Slack fetch pictures from wherever they are."},
	{"/bongsu/PictureCDN", "AwsSolutions-CFR2", "It serves files under names that nobody can guess, and takes nothing; a firewall costs 5 USD a month."},
	{"/bongsu/PictureCDN", "AwsSolutions-CFR3", "Who looks at a picture of a metric is of no interest, and the log would need a bucket with ACLs."},
	{"/bongsu/PictureCDN", "AwsSolutions-CFR4", "The least version of TLS can only be set with a certificate, and so with a domain, of one's own."},
	{"/bongsu/DigestRole/DefaultPolicy/Resource", "AwsSolutions-IAM5",
		"CloudWatch knows no resources for reading metrics."},
	{"/bongsu/PictureRole/DefaultPolicy/Resource", "AwsSolutions-IAM5",
		"CloudWatch knows no resources for reading metrics, and a picture's name is made by the function that puts it."},
}

func TestAWSSolutionsChecks(t *testing.T) {
	global := must(t, synthesize(everyKind, func(stack awscdk.Stack) {
		for _, s := range *stack.Dependencies() {
			awscdk.Aspects_Of(s).Add(cdknag.NewAwsSolutionsChecks(&cdknag.NagPackProps{Reports: jsii.Bool(false)}), nil)
		}
	}))
	for _, stack := range *global.stack.Dependencies() {
		for _, finding := range findings(stack) {
			t.Error(finding)
		}
	}
	s := must(t, synthesize("everything", func(stack awscdk.Stack) {
		for _, a := range accepted {
			cdknag.NagSuppressions_AddResourceSuppressionsByPath(stack, jsii.String(a.path), &[]*cdknag.NagPackSuppression{
				{Id: jsii.String(a.id), Reason: jsii.String(a.reason)},
			}, nil)
		}
		awscdk.Aspects_Of(stack).Add(cdknag.NewAwsSolutionsChecks(&cdknag.NagPackProps{Reports: jsii.Bool(false)}), nil)
	}))
	for _, finding := range findings(s.stack) {
		t.Error(finding)
	}
}

// findings are cdk-nag's errors and warnings.
func findings(stack awscdk.Stack) []string {
	messages := assertions.Annotations_FromStack(stack)
	anywhere, pattern := jsii.String("*"), assertions.Match_StringLikeRegexp(jsii.String("AwsSolutions-.*"))
	var found []string
	for _, m := range append(*messages.FindError(anywhere, pattern), *messages.FindWarning(anywhere, pattern)...) {
		found = append(found, fmt.Sprintf("%s: %v", *m.Id, m.Entry.Data)) //nolint:staticcheck // the deprecated type is the one that assertions gives
	}
	return found
}

func TestAWSSolutionsChecksFindWhatIsNotAccepted(t *testing.T) {
	all := refusedReport(t, func() {
		synthesize("smallest", func(stack awscdk.Stack) {
			awscdk.Aspects_Of(stack).Add(cdknag.NewAwsSolutionsChecks(&cdknag.NagPackProps{Reports: jsii.Bool(false)}), nil)
		})
	})
	for _, a := range accepted {
		if !strings.Contains(all, a.id) {
			t.Errorf("%s at %s is accepted but not found: remove it from the list", a.id, a.path)
		}
	}
}

// refusedReport is what CDK says of a synthesis that it refuses.
func refusedReport(t *testing.T, synth func()) (report string) {
	t.Helper()
	defer func() {
		_, path, _ := strings.Cut(fmt.Sprint(recover()), "can be found in: ")
		data, err := os.ReadFile(strings.Fields(path + " none")[0])
		if err != nil {
			t.Fatal(err)
		}
		report = string(data)
	}()
	synth()
	return ""
}

func TestCfnLint(t *testing.T) {
	lint, err := exec.LookPath("cfn-lint")
	if errors.Is(err, exec.ErrNotFound) {
		t.Skip("cfn-lint is not installed")
	}
	if err != nil {
		t.Fatal(err)
	}
	for path, region := range map[string]string{
		everything(t).path: "ap-northeast-2", three(t).path: "ap-northeast-2", smallest(t).path: "ap-northeast-2",
		kinds(t).path: "ap-northeast-2", kinds(t).globalPath: "us-east-1",
	} {
		// W3005 is a dependency that a reference implies already: CDK writes both.
		run := exec.CommandContext(t.Context(), lint, "--regions", region, "--ignore-checks", "W3005", "--", path)
		if out, err := run.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}
