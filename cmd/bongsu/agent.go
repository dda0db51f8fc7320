package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

func newAgentConfig(s streams) *cobra.Command {
	var path, out string
	c := &cobra.Command{
		Use:   "agent-config",
		Short: "Print the CloudWatch agent's configuration for the files that are watched",
		Long: `Print the configuration with which the CloudWatch agent of a server sends the
files that bongsu.yaml watches (logs: with file:) to their log groups. The stack
makes the groups and says how long they are kept.

On the server, if the agent has no configuration yet:

  sudo /opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl \
    -a fetch-config -m ec2 -s -c file:/tmp/bongsu-agent.json

and if it has one, -a append-config in the place of -a fetch-config. The server
needs the permissions of CloudWatchAgentServerPolicy.

Exit code: 0 printed, 1 the file cannot be written, 2 the configuration has faults
or watches no file.`,
		Example: `  bongsu agent-config
  bongsu agent-config -o /tmp/bongsu-agent.json`,
		Args: cobra.NoArgs,
		RunE: act(func(_ context.Context, _ []string) error { return agentConfig(s, path, out) }),
	}
	configFlag(c, &path)
	c.Flags().StringVarP(&out, "output", "o", "", "write to this `FILE` instead of the output")
	return c
}

func agentConfig(s streams, path, out string) error {
	set, err := load(path)
	if err != nil {
		return err
	}
	written, err := agentOf(set)
	if err != nil {
		return misused(err)
	}
	if out == "" {
		_, err = s.out.Write(written)
		return err
	}
	// It is no secret, and the agent reads it as a user of its own.
	if err := os.WriteFile(out, written, 0o644); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.err, "wrote %s; agent-config --help says how the agent takes it\n", out)
	return err
}

// agentStream is the log stream of a server. The agent puts in the name that the
// EC2 metadata know it by.
const agentStream = "{hostname}"

// agent is the CloudWatch agent's configuration, as far as it is needed here.
// Source: "Manually create or edit the CloudWatch agent configuration file" of
// the CloudWatch User Guide, section Logs: logs_collected, files, collect_list
// (file_path, log_group_name, log_stream_name, timezone), and log_stream_name of
// logs, which is required there. retention_in_days is left out: the groups are
// the stack's.
type agent struct {
	Logs struct {
		Collected struct {
			Files struct {
				List []collected `json:"collect_list"`
			} `json:"files"`
		} `json:"logs_collected"`
		Stream string `json:"log_stream_name"`
	} `json:"logs"`
}

// collected is one file that the agent collects.
type collected struct {
	Path   string `json:"file_path"`
	Group  string `json:"log_group_name"`
	Stream string `json:"log_stream_name"`
	// Zone is UTC or Local: the agent knows no others, and leaves the rest to
	// the server's clock.
	Zone string `json:"timezone"`
}

// agentOf makes the agent's configuration from ours.
func agentOf(set setup) ([]byte, error) {
	zone, err := agentZone(set.Timezone)
	if err != nil {
		return nil, err
	}
	var a agent
	a.Logs.Stream = agentStream
	list := &a.Logs.Collected.Files.List
	for _, l := range set.Logs {
		if l.File == "" {
			continue
		}
		if strings.ContainsAny(l.File, "[]{}") {
			return nil, fmt.Errorf("%s: the file of the watch %s has one of [ ] { } in its path, which the agent takes for a pattern: give it another path", set.name, l.Name)
		}
		*list = append(*list, collected{l.File, l.Group, agentStream, zone})
	}
	if len(*list) == 0 {
		return nil, fmt.Errorf(`%s watches no file: add one, e.g. logs: [{name: app, file: /var/log/app/log.txt, match: "ERROR"}]; a log group needs no agent`, set.name)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(a); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// agentZone is the agent's word for a time zone.
func agentZone(name string) (string, error) {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return "", errors.Join(fmt.Errorf("timezone %q", name), err)
	}
	if zone.String() == "UTC" || strings.HasSuffix(zone.String(), "/UTC") {
		return "UTC", nil
	}
	return "Local", nil
}
