package broker

import (
	"errors"
	"net"
	"sync"
)

// trackedListener closes with itself every connection that it has accepted.
type trackedListener struct {
	net.Listener
	mu     sync.Mutex
	closed bool
	open   map[net.Conn]struct{}
}

// Accept waits for the next connection.
func (l *trackedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, errors.Join(net.ErrClosed, c.Close())
	}
	l.open[c] = struct{}{}
	return &trackedConn{Conn: c, from: l}, nil
}

// Close ends listening and all connections.
func (l *trackedListener) Close() error {
	err := l.Listener.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for c := range l.open {
		_ = c.Close() // it may have ended by itself
	}
	clear(l.open)
	return err
}

type trackedConn struct {
	net.Conn
	from *trackedListener
}

// Close ends the connection.
func (c *trackedConn) Close() error {
	c.from.mu.Lock()
	delete(c.from.open, c.Conn)
	c.from.mu.Unlock()
	return c.Conn.Close()
}
