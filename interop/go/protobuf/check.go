package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/client-go/kubernetes/scheme"
)

func check(file string) {
	in, err := os.Open(file)
	if err != nil {
		fail(err)
	}
	defer in.Close()
	reader, objects, different := bufio.NewReader(in), 0, 0
	for {
		var parts [3][]byte
		for i := range parts {
			if parts[i], err = part(reader); err != nil {
				break
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = same(parts[1], parts[2])
		}
		if err != nil {
			different++
			fmt.Printf("not ok - %s, written by Coracle: %v\n", parts[0], err)
		}
		objects++
	}
	if different > 0 || objects == 0 {
		os.Exit(1)
	}
	fmt.Printf("ok - the Go client reads %d objects that Coracle wrote as they were meant\n", objects)
}

func part(in io.Reader) ([]byte, error) {
	var length uint32
	if err := binary.Read(in, binary.BigEndian, &length); err != nil {
		return nil, err
	}
	bytes := make([]byte, length)
	_, err := io.ReadFull(in, bytes)
	return bytes, err
}

func same(plain, proto []byte) error {
	decoder := scheme.Codecs.UniversalDeserializer()
	wanted, _, err := decoder.Decode(plain, nil, nil)
	if err != nil {
		return err
	}
	got, _, err := decoder.Decode(proto, nil, nil)
	if err != nil {
		return err
	}
	if !equality.Semantic.DeepEqual(wanted, got) {
		return fmt.Errorf("got %+v, not %+v", got, wanted)
	}
	return nil
}
