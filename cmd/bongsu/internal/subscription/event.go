package subscription

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"sync/atomic"

	"github.com/aws/aws-lambda-go/events"
)

// pack makes of lines the event that the function gets: JSON, compressed, in
// base64, in JSON.
func pack(w Watch, o Options, lines []events.CloudwatchLogsLogEvent) ([]byte, error) {
	data, err := json.Marshal(events.CloudwatchLogsData{
		MessageType: "DATA_MESSAGE", Owner: o.Account, LogGroup: w.Group, LogStream: o.Stream,
		SubscriptionFilters: []string{w.Name}, LogEvents: lines,
	})
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	if _, err := zip.Write(data); err != nil {
		return nil, err
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	return json.Marshal(events.CloudwatchLogsEvent{
		AWSLogs: events.CloudwatchLogsRawData{Data: base64.StdEncoding.EncodeToString(packed.Bytes())},
	})
}

// sequence numbers the lines of a process.
type sequence struct{ last atomic.Uint64 }

// next is the id of the next line, of 56 digits as CloudWatch Logs has them: its
// time first, so that no line of an earlier process has the same one.
func (s *sequence) next(ms int64) string { return fmt.Sprintf("%016d%040d", ms, s.last.Add(1)) }
