package proof

import (
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/proof/cloud"
	"bongsu/shared/fake"
)

// command is the compiled command.
var command = sync.OnceValues(func() (string, error) {
	path := filepath.Join(built, "bongsu")
	return path, exec.Command("go", "build", "-o", path, "bongsu/cmd/bongsu").Run()
})

// bongsu runs the command as the stack's operator would, and gives what it
// printed.
func bongsu(t *testing.T, c *cloud.Cloud, arguments ...string) string {
	t.Helper()
	path, err := command()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, arguments...)
	cmd.Env = []string{
		"HOME=" + t.TempDir(), "AWS_ENDPOINT_URL=" + c.Endpoint(), "AWS_REGION=" + cloud.Region,
		"AWS_ACCESS_KEY_ID=" + cloud.Operator, "AWS_SECRET_ACCESS_KEY=secret",
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("bongsu %s: %v\n%s", strings.Join(arguments, " "), err, out)
	}
	return string(out)
}

func TestRedriveInvokesATickThatFailedForGood(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.Fail(cloud.Rule{Function: "Tick", Action: "dynamodb:Query", Effect: cloud.Deny})
	// The first tick has had its three tries then, the second has not.
	pass(t, c, 4*time.Minute+15*time.Second)
	c.Heal()
	settle(t, c)
	dead := c.DeadLetters()
	if len(dead) != 1 || !strings.Contains(dead[0].Body, "RetriesExhausted") {
		t.Fatalf("dead letters %+v", dead)
	}
	const why = "failed 3 times: RetriesExhausted"
	if out := bongsu(t, c, "redrive", "--dry-run"); !strings.Contains(out, why) || !strings.Contains(out, "1 to replay") || len(c.DeadLetters()) != 1 {
		t.Fatalf("%d dead letters, got\n%s", len(c.DeadLetters()), out)
	}
	before := c.Stats()
	if out := bongsu(t, c, "redrive"); !strings.Contains(out, why) || !strings.Contains(out, "1 replayed") {
		t.Errorf("got\n%s", out)
	}
	settle(t, c)
	after := c.Stats()
	if len(c.DeadLetters()) != 0 || after.Requests["lambda:InvokeFunction"] != 1 || after.Requests["sqs:SendMessage"] != before.Requests["sqs:SendMessage"] {
		t.Errorf("%d dead letters, requests %v", len(c.DeadLetters()), after.Requests)
	}
	was, is := before.Functions["Tick"], after.Functions["Tick"]
	if is.Invocations <= was.Invocations || is.Errors != was.Errors || after.Functions[alarm].Invocations != 0 {
		t.Errorf("ticks before %+v, after %+v; alarms %+v", was, is, after.Functions[alarm])
	}
}

func TestRedriveTellsWhatAWebhookThatWasGoneDidNot(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.Provider(slack).Fail(fake.Status(http.StatusNotFound), fake.Forever)
	fires(t, c)
	settle(t, c)
	tells(t, c, slack)
	c.Provider(slack).Fail(fake.OK(), 0)
	if out := bongsu(t, c, "redrive"); !strings.Contains(out, "404") || !strings.Contains(out, "1 replayed") {
		t.Errorf("got\n%s", out)
	}
	settle(t, c)
	tells(t, c, slack, firing)
	tells(t, c, teams, firing)
	if dead := c.DeadLetters(); len(dead) != 0 {
		t.Errorf("dead letters %+v", dead)
	}
}
