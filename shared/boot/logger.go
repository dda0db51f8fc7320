package boot

import (
	"io"
	"log/slog"
	"os"
)

// Logger writes JSON lines under the names by which Lambda filters and shows
// them. Its level is the function's application log level, INFO if that is not set:
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html
func Logger(w io.Writer) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{
		Level:       level(os.Getenv("AWS_LAMBDA_LOG_LEVEL")),
		ReplaceAttr: rename,
	}))
}

// level knows Lambda's six levels, two of which slog has no name for.
func level(name string) slog.Level {
	switch name {
	case "TRACE":
		return slog.LevelDebug - 4
	case "DEBUG":
		return slog.LevelDebug
	case "WARN":
		return slog.LevelWarn
	case "ERROR":
		return slog.LevelError
	case "FATAL":
		return slog.LevelError + 4
	}
	return slog.LevelInfo
}

func rename(groups []string, a slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return a
	}
	switch a.Key {
	case slog.TimeKey:
		a.Key = "timestamp"
	case slog.MessageKey:
		a.Key = "message"
	}
	return a
}
