// A Temporal server for tests that speaks mutual TLS, which the CLI's dev server cannot: it is the
// official server with its own TLS configuration, in memory, on loopback.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/membership/static"
	sqliteplugin "go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/schema/sqlite"
	"go.temporal.io/server/temporal"
)

const (
	loopback    = "127.0.0.1"
	store       = "sqlite"
	clusterName = "active"
)

type options struct {
	port          int
	namespace     string
	certificate   string
	key           string
	clientCA      string
	serverCA      string
	serverName    string
	logLevel      string
	dynamicConfig dynamicValues
}

func main() {
	if err := run(readOptions()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func readOptions() options {
	o := options{dynamicConfig: dynamicValues{}}
	flag.IntVar(&o.port, "port", 7233, "port of the frontend on 127.0.0.1")
	flag.StringVar(&o.namespace, "namespace", "default", "namespace to make")
	flag.StringVar(&o.certificate, "tls-cert", "", "PEM file of the server's certificate; its own workers show it as well, so it must be good for both sides")
	flag.StringVar(&o.key, "tls-key", "", "PEM file of its private key")
	flag.StringVar(&o.serverCA, "tls-server-ca", "", "PEM file of the authority that signed it")
	flag.StringVar(&o.serverName, "tls-server-name", "localhost", "a name in it")
	flag.StringVar(&o.clientCA, "tls-client-ca", "", "PEM file of the authority whose clients are let in")
	flag.StringVar(&o.logLevel, "log-level", "error", "least important lines that are logged")
	flag.Var(o.dynamicConfig, "dynamic-config-value", "key=json, repeatable")
	flag.Parse()
	return o
}

func run(o options) error {
	conf, err := serverConfig(o)
	if err != nil {
		return err
	}
	server, err := temporal.NewServer(
		temporal.WithConfig(conf),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(hosts(conf)),
		temporal.WithLogger(log.NewZapLogger(log.BuildZapLogger(log.Config{Stdout: false, Level: o.logLevel}))),
		temporal.WithDynamicConfigClient(dynamicconfig.StaticClient(o.dynamicConfig)),
	)
	if err != nil {
		return fmt.Errorf("the server cannot be made: %w", err)
	}
	if err := server.Start(); err != nil {
		return fmt.Errorf("the server cannot start: %w", err)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	<-stop
	return server.Stop()
}

func serverConfig(o options) (*config.Config, error) {
	sql, err := inMemory(o.namespace)
	if err != nil {
		return nil, err
	}
	frontend := net.JoinHostPort(loopback, strconv.Itoa(o.port))
	conf := &config.Config{}
	conf.Global.TLS = mutualTLS(o)
	conf.Global.Membership = config.Membership{MaxJoinDuration: 30 * time.Second, BroadcastAddress: loopback}
	conf.Persistence = config.Persistence{
		DefaultStore:     store,
		VisibilityStore:  store,
		NumHistoryShards: 1,
		DataStores:       map[string]config.DataStore{store: {SQL: sql}},
	}
	conf.ClusterMetadata = &cluster.Config{
		FailoverVersionIncrement: 10,
		MasterClusterName:        clusterName,
		CurrentClusterName:       clusterName,
		ClusterInformation: map[string]cluster.ClusterInformation{
			clusterName: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: frontend},
		},
	}
	conf.DCRedirectionPolicy.Policy = "noop"
	conf.Archival.History.State = "disabled"
	conf.Archival.Visibility.State = "disabled"
	conf.NamespaceDefaults.Archival.History.State = "disabled"
	conf.NamespaceDefaults.Archival.Visibility.State = "disabled"
	conf.PublicClient.HostPort = frontend
	conf.Services = map[string]config.Service{string(primitives.FrontendService): listenOn(o.port)}
	for _, name := range []primitives.ServiceName{
		primitives.HistoryService, primitives.MatchingService, primitives.WorkerService,
	} {
		port, err := freePort()
		if err != nil {
			return nil, err
		}
		conf.Services[string(name)] = listenOn(port)
	}
	return conf, nil
}

// Between the services of one process there is nobody to listen: only the frontend speaks TLS.
func mutualTLS(o options) config.RootTLS {
	trust := config.ClientTLS{ServerName: o.serverName, RootCAFiles: []string{o.serverCA}}
	return config.RootTLS{
		Frontend: config.GroupTLS{
			Server: config.ServerTLS{
				CertFile:          o.certificate,
				KeyFile:           o.key,
				ClientCAFiles:     []string{o.clientCA},
				RequireClientAuth: true,
			},
			Client: trust,
		},
		SystemWorker: config.WorkerTLS{CertFile: o.certificate, KeyFile: o.key, Client: trust},
	}
}

func inMemory(namespace string) (*config.SQL, error) {
	sql := &config.SQL{
		PluginName:        sqliteplugin.PluginName,
		DatabaseName:      strconv.Itoa(rand.Int()),
		ConnectAttributes: map[string]string{"mode": "memory", "cache": "shared"},
	}
	made, err := sqlite.NewNamespaceConfig(clusterName, namespace, false, nil)
	if err != nil {
		return nil, fmt.Errorf("the namespace cannot be described: %w", err)
	}
	if err := sqlite.CreateNamespaces(sql, made); err != nil {
		return nil, fmt.Errorf("the namespace cannot be made: %w", err)
	}
	return sql, nil
}

func hosts(conf *config.Config) map[primitives.ServiceName]static.Hosts {
	all := map[primitives.ServiceName]static.Hosts{}
	for name, service := range conf.Services {
		address := net.JoinHostPort(loopback, strconv.Itoa(service.RPC.GRPCPort))
		all[primitives.ServiceName(name)] = static.SingleLocalHost(address)
	}
	return all
}

func listenOn(port int) config.Service {
	return config.Service{RPC: config.RPC{GRPCPort: port, BindOnIP: loopback}}
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(loopback, "0"))
	if err != nil {
		return 0, fmt.Errorf("no free port: %w", err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// dynamicValues are read as the CLI's dev server reads them.
type dynamicValues dynamicconfig.StaticClient

func (v dynamicValues) String() string { return "" }

func (v dynamicValues) Set(pair string) error {
	key, text, found := strings.Cut(pair, "=")
	if !found {
		return fmt.Errorf("want key=json")
	}
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return fmt.Errorf("the value of %s is no JSON: %w", key, err)
	}
	v[dynamicconfig.Key(key)] = value
	return nil
}
