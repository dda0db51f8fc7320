package poll

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"syscall"

	"bongsu/shared/alert"
	"bongsu/shared/clean"
)

// maxDetail is how many characters of the network's words are shown.
const maxDetail = 160

// failed says in a word why there is no answer. Errors of net/http are not shown:
// they quote the URL, and what came in the place of an answer.
func failed(err error) Answer {
	if r, ok := errors.AsType[*refusal](err); ok {
		return Answer{Fault: alert.PollRefused, Detail: r.addr.String()}
	}
	if t, ok := errors.AsType[net.Error](err); ok && t.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return Answer{Fault: alert.PollNoAnswer}
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return Answer{Fault: alert.PollNoName}
	}
	if detail, ok := distrust(err); ok {
		return Answer{Fault: alert.PollTLS, Detail: clean.Cut(clean.Text(detail), maxDetail)}
	}
	if code, ok := errors.AsType[syscall.Errno](err); ok {
		return Answer{Fault: alert.PollUnreachable, Detail: code.Error()}
	}
	return Answer{Fault: alert.PollUnreachable}
}

// distrust says what is wrong with the other side's TLS.
func distrust(err error) (string, bool) {
	if c, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		if _, ok := errors.AsType[x509.HostnameError](err); ok {
			return "certificate is for another name", true
		}
		return c.Err.Error(), true
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok || errors.Is(err, http.ErrSchemeMismatch) {
		return "not TLS", true
	}
	if a, ok := errors.AsType[tls.AlertError](err); ok {
		return a.Error(), true
	}
	return "", false
}
