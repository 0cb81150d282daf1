// Objects of every built-in kind, filled at random from a seed and encoded by the Go client in JSON and in protobuf: a name, the JSON and
// the protobuf of each, every part after its length in four bytes. With a file of that form, says whether both forms are the same object.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"sort"
	"strings"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistrationv1 "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	"sigs.k8s.io/randfill"
)

const rounds = 4

func main() {
	for _, add := range []func(*runtime.Scheme) error{apiextensionsv1.AddToScheme, apiregistrationv1.AddToScheme, metav1.AddMetaToScheme} {
		if err := add(scheme.Scheme); err != nil {
			fail(err)
		}
	}
	if len(os.Args) > 1 {
		check(os.Args[1])
		return
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for _, kind := range kinds() {
		for round := range rounds {
			if err := write(out, kind, round); err != nil {
				fail(fmt.Errorf("%v: %w", kind, err))
			}
		}
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func kinds() []schema.GroupVersionKind {
	var all []schema.GroupVersionKind
	for kind := range scheme.Scheme.AllKnownTypes() {
		if kind.Version != runtime.APIVersionInternal && kind.Kind != "WatchEvent" && !queryOptions[kind.Kind] {
			all = append(all, kind)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].String() < all[j].String() })
	return all
}

// These are parameters of a URL and never a body.
var queryOptions = map[string]bool{"NodeProxyOptions": true, "PodAttachOptions": true, "PodExecOptions": true, "PodLogOptions": true,
	"PodPortForwardOptions": true, "PodProxyOptions": true, "ServiceProxyOptions": true, "RangeAllocation": true, "SerializedReference": true,
	"APIGroup": true, "APIGroupList": true, "APIResourceList": true, "APIVersions": true,
	"ListOptions": true, "GetOptions": true, "CreateOptions": true, "UpdateOptions": true, "PatchOptions": true}

func write(out *bufio.Writer, kind schema.GroupVersionKind, round int) error {
	object, err := scheme.Scheme.New(kind)
	if err != nil {
		return err
	}
	if _, ok := object.(interface{ ProtoMessage() }); !ok && !marshals(object) {
		return nil
	}
	filler(int64(round), round).Fill(object)
	object.GetObjectKind().SetGroupVersionKind(kind)
	var plain, proto bytes.Buffer
	if err := json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme.Scheme, scheme.Scheme, json.SerializerOptions{}).Encode(object, &plain); err != nil {
		return err
	}
	if err := protobuf.NewSerializer(scheme.Scheme, scheme.Scheme).Encode(object, &proto); err != nil {
		return err
	}
	for _, part := range [][]byte{[]byte(fmt.Sprintf("%s %s #%d", kind.GroupVersion(), kind.Kind, round)), plain.Bytes(), proto.Bytes()} {
		if err := binary.Write(out, binary.BigEndian, uint32(len(part))); err != nil {
			return err
		}
		if _, err := out.Write(part); err != nil {
			return err
		}
	}
	return nil
}

func marshals(object runtime.Object) bool {
	_, ok := object.(interface{ MarshalTo([]byte) (int, error) })
	return ok
}

// The first round fills everything, the others leave out more and more.
func filler(seed int64, round int) *randfill.Filler {
	chance := []float64{0, .3, .6, .9}[round]
	return randfill.NewWithSeed(seed).NilChance(chance).NumElements(1, 2).MaxDepth(14).Funcs(special(strings.Repeat("s", round+1))...)
}
