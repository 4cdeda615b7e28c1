import ProxyModel
import Testing

@Suite struct `The schema of a service in a container` {
    private func decode(_ text: String, form: JSONForm = .request) throws -> ContainerService {
        try ContainerService.schema.decode(JSONValue(parsing: Array(text.utf8)), form: form)
    }

    @Test func `needs a name and an image alone`() throws {
        let service = try decode(#"{"service_name":"Web","image":"nginx"}"#)
        #expect(service.name == "web")
        #expect(service.memoryBytes == 512 << 20)
        #expect(service.hasReadOnlyRoot)
        #expect(service.restartPolicy == .unlessStopped)
        #expect(service.temporaryFolders == ["/tmp"])
        #expect(service.ports.isEmpty)
        #expect(service.generation == 1)
    }

    @Test func `stores what differs from the defaults alone`() throws {
        let service = try decode(#"{"service_name":"web","image":"nginx"}"#)
        let stored = JSONValue.object(ContainerService.schema.encode(service, form: .store)).compactText
        #expect(stored == #"{"service_name":"web","image":"nginx","created_at":0,"updated_at":0}"#)
    }

    @Test func `never shows its environment and its tokens`() throws {
        let shown = JSONValue.object(ContainerService.schema.encode(Fixtures.containerService, form: .request))
        #expect(shown["sealed_environment"] == nil)
        #expect(shown["port_configs"]?.arrayValue?.first?["source_token_hash"] == nil)
        #expect(!shown.compactText.contains("AAEC"))
        #expect(!shown.compactText.contains("0a0a"))
        let stored = JSONValue.object(ContainerService.schema.encode(Fixtures.containerService, form: .store))
        #expect(stored["sealed_environment"]?.arrayValue?.count == 1)
    }

    @Test(
        arguments: [
            ("6m", 6 << 20), ("512M", 512 << 20), ("2g", 2 << 30), ("6291456", 6 << 20), ("8192k", 8 << 20),
        ] as [(String, UInt64)]) func `memory is written with k, m or g`(text: String, bytes: UInt64) throws
    {
        let service = try decode(#"{"service_name":"web","image":"a","memory_limit":"\#(text)"}"#)
        #expect(service.memoryBytes == bytes)
        let again = ContainerService.schema.encode(service, form: .request)["memory_limit"]
        #expect(
            try decode(#"{"service_name":"web","image":"a","memory_limit":\#((again ?? .null).compactText)}"#)
                == service)
    }

    @Test(arguments: [
        (#"{"image":"a"}"#, "/service_name"), (#"{"service_name":"web"}"#, "/image"),
        (#"{"service_name":"web","image":"a","dockerfile_path":"Dockerfile"}"#, "/dockerfile_path"),
        (#"{"service_name":"web","image":"a","build_context":"/srv"}"#, "/build_context"),
        (#"{"service_name":"web","image":"a","build_args":{"A":"b"}}"#, "/build_context"),
        (#"{"service_name":"a b","image":"a"}"#, "/service_name"),
        (#"{"service_name":"","image":"a"}"#, "/service_name"),
        (#"{"service_name":"web","image":"a\n"}"#, "/image"), (#"{"service_name":"web","image":1}"#, "/image"),
        (#"{"service_name":"web","image":"a","internal_port":0}"#, "/internal_port"),
        (#"{"service_name":"web","image":"a","internal_port":65536}"#, "/internal_port"),
        (#"{"service_name":"web","image":"a","memory_limit":"5m"}"#, "/memory_limit"),
        (#"{"service_name":"web","image":"a","memory_limit":"99999999999999999999g"}"#, "/memory_limit"),
        (#"{"service_name":"web","image":"a","memory_limit":"18446744073709551615g"}"#, "/memory_limit"),
        (#"{"service_name":"web","image":"a","memory_limit":"-1m"}"#, "/memory_limit"),
        (#"{"service_name":"web","image":"a","memory_limit":"m"}"#, "/memory_limit"),
        (#"{"service_name":"web","image":"a","memory_limit":512}"#, "/memory_limit"),
        (#"{"service_name":"web","image":"a","cpu_limit":0}"#, "/cpu_limit"),
        (#"{"service_name":"web","image":"a","cpu_limit":33}"#, "/cpu_limit"),
        (#"{"service_name":"web","image":"a","pids_limit":0}"#, "/pids_limit"),
        (#"{"service_name":"web","image":"a","restart_policy":"sometimes"}"#, "/restart_policy"),
        (#"{"service_name":"web","image":"a","pull_policy":"x"}"#, "/pull_policy"),
        (#"{"service_name":"web","image":"a","volumes":["data"]}"#, "/volumes/0"),
        (#"{"service_name":"web","image":"a","volumes":["data:data"]}"#, "/volumes/0"),
        (#"{"service_name":"web","image":"a","volumes":["../x:/data"]}"#, "/volumes/0"),
        (#"{"service_name":"web","image":"a","volumes":["a:/b:rx"]}"#, "/volumes/0"),
        (#"{"service_name":"web","image":"a","volumes":["a:/b:ro:z"]}"#, "/volumes/0"),
        (#"{"service_name":"web","image":"a","volumes":["a:/"]}"#, "/volumes/0"),
        (#"{"service_name":"web","image":"a","networks":["a/b"]}"#, "/networks/0"),
        (#"{"service_name":"web","image":"a","networks":["container:x"]}"#, "/networks/0"),
        (#"{"service_name":"web","image":"a","labels":{"a b":"c"}}"#, "/labels"),
        (#"{"service_name":"web","image":"a","labels":{"a":1}}"#, "/labels/a"),
        (#"{"service_name":"web","image":"a","command":"serve"}"#, "/command"),
        (#"{"service_name":"web","image":"a","healthcheck":{}}"#, "/healthcheck/test"),
        (#"{"service_name":"web","image":"a","healthcheck":{"test":["a"],"retries":0}}"#, "/healthcheck/retries"),
        (#"{"service_name":"web","image":"a","stop_timeout":-1}"#, "/stop_timeout"),
        (#"{"service_name":"web","image":"a","start_timeout":0}"#, "/start_timeout"),
        (#"{"service_name":"web","image":"a","idle_timeout":0}"#, "/idle_timeout"),
        (#"{"service_name":"web","image":"a","engine":"x"}"#, "/engine"),
        (#"{"service_name":"web","image":"a","generation":2}"#, "/generation"),
        (#"{"service_name":"web","image":"a","created_by":"x"}"#, "/created_by"),
        (#"{"service_name":"web","image":"a","deletion":null}"#, "/deletion"),
        (#"{"service_name":"web","image":"a","sealed_environment":[]}"#, "/sealed_environment"),
        (#"{"service_name":"web","image":"a","privileged":true}"#, "/privileged"),
        (
            #"{"service_name":"web","image":"a","port_configs":[{"name":"a","host":1,"container":1},{"name":"a","host":2,"container":1}]}"#,
            "/port_configs/1/name"
        ),
    ])
    func `says which field is wrong`(_ text: String, _ pointer: String) {
        let problem = #expect(throws: SchemaProblem.self) { try decode(text) }
        #expect(problem?.issues.map(\.pointer) == [pointer])
    }
}
