package subscription

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// maxUnpacked bounds what a compressed event may grow to, in bytes.
const maxUnpacked = 16 << 20

// Pack makes of lines the event that a subscribed function gets: JSON,
// compressed, in base64, in JSON.
func Pack(lines events.CloudwatchLogsData) ([]byte, error) {
	data, err := json.Marshal(lines)
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

// Is reports whether a payload is an event of a subscription.
func Is(payload []byte) bool {
	_, ok := unpack(payload)
	return ok
}

// Moved is an event with the times of its lines moved, and ok whether it is one.
func Moved(payload []byte, by time.Duration) (moved []byte, ok bool) {
	data, ok := unpack(payload)
	if !ok {
		return nil, false
	}
	for i := range data.LogEvents {
		data.LogEvents[i].Timestamp += by.Milliseconds()
	}
	moved, err := Pack(data)
	return moved, err == nil
}

func unpack(payload []byte) (data events.CloudwatchLogsData, ok bool) {
	var e events.CloudwatchLogsEvent
	if json.Unmarshal(payload, &e) != nil || e.AWSLogs.Data == "" {
		return data, false
	}
	packed, err := base64.StdEncoding.DecodeString(e.AWSLogs.Data)
	if err != nil {
		return data, false
	}
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return data, false
	}
	err = json.NewDecoder(io.LimitReader(zip, maxUnpacked)).Decode(&data)
	return data, err == nil
}

// sequence numbers the lines of a process.
type sequence struct{ last atomic.Uint64 }

// next is the id of the next line, of 56 digits as CloudWatch Logs has them: its
// time first, so that no line of an earlier process has the same one.
func (s *sequence) next(ms int64) string { return fmt.Sprintf("%016d%040d", ms, s.last.Add(1)) }
