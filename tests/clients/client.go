// Go: reads lines "SCENARIO HOST PORT", prints "SCENARIO<TAB>accept|reject<TAB>REASON". go run client.go ROOTS
package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"time"
)

func visit(roots *x509.CertPool, host, port string) error {
	dialer := net.Dialer{}
	client := http.Client{
		Timeout: 10 * time.Second,
		Transport: &http.Transport{
			TLSClientConfig:   &tls.Config{RootCAs: roots},
			DisableKeepAlives: true,
			DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
				return dialer.DialContext(ctx, network, "127.0.0.1:"+port)
			},
		},
	}
	answer, err := client.Get("https://" + host + ":" + port + "/")
	if err != nil {
		return err
	}
	return answer.Body.Close()
}

func main() {
	fmt.Fprintln(os.Stderr, runtime.Version())
	pem, err := os.ReadFile(os.Args[1])
	roots := x509.NewCertPool()
	if err != nil || !roots.AppendCertsFromPEM(pem) {
		fmt.Fprintln(os.Stderr, "no roots in "+os.Args[1])
		os.Exit(1)
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		words := strings.Fields(lines.Text())
		if err := visit(roots, words[1], words[2]); err != nil {
			_, reason, _ := strings.Cut(err.Error(), "\": ") // after Get "URL"
			fmt.Printf("%s\treject\t%s\n", words[0], strings.Join(strings.Fields(reason), " "))
		} else {
			fmt.Printf("%s\taccept\t\n", words[0])
		}
	}
}
