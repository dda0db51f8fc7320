package follow

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// reader is an open file and how far it was read.
type reader struct {
	file   *os.File
	info   os.FileInfo
	offset int64
	part   part
	// until is when a file that was left is given up.
	until time.Time
}

func open(path string) (*reader, error) {
	opened, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := opened.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a folder: name a file", path)
	}
	if err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return &reader{file: opened, info: info}, nil
}

// skip passes over what stands in the file.
func (r *reader) skip() {
	if end, err := r.file.Seek(0, io.SeekEnd); err == nil {
		r.offset = end
	}
}

// read hands on the lines that are new.
func (r *reader) read(now time.Time, line func(string)) error {
	buffer := make([]byte, 64<<10)
	for {
		n, err := r.file.Read(buffer)
		r.offset += int64(n)
		if n > 0 {
			r.part.add(buffer[:n], line)
			r.part.grown = now
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	if now.Sub(r.part.grown) >= Silence {
		r.part.flush(line)
	}
	return nil
}

// restart begins anew with a file that was truncated.
func (r *reader) restart(line func(string)) error {
	r.part.flush(line)
	_, err := r.file.Seek(0, io.SeekStart)
	r.offset = 0
	return err
}

// end hands on what is left of a line and closes the file.
func (r *reader) end(line func(string)) {
	r.part.flush(line)
	_ = r.file.Close() // it was only read
}
