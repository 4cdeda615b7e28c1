import ProxyModel
import Testing

@Suite struct RouteSchemaTests {
    private func route(_ members: KeyValuePairs<String, JSONValue>) throws -> Route {
        let json = JSONObject(members: members.map { JSONObject.Member(name: $0.key, value: $0.value) })
        return try Route.schema.decode(.object(json), form: .request)
    }

    private func pointers(_ members: KeyValuePairs<String, JSONValue>) -> [String] {
        do {
            _ = try route(members)
            return []
        } catch {
            return (error as? SchemaProblem)?.issues.map(\.pointer) ?? ["?"]
        }
    }

    @Test func `reads every kind of target`() throws {
        #expect(try route(["path_pattern": "/", "target_type": "port", "target_value": 80]).target == .port(80))
        #expect(try route(["path_pattern": "/", "target_value": "80", "target_type": "port"]).target == .port(80))
        #expect(
            try route(["path_pattern": "/", "target_type": "service", "target_value": "API"]).target == .service("api"))
        #expect(
            try route(["path_pattern": "/", "target_type": "hostname", "target_value": "A.test"]).target
                == .hostname("a.test"))
        #expect(
            try route(["path_pattern": "/", "target_type": "url", "target_value": "b:81"]).target
                == .url(try UpstreamURL("http://b:81")))
        #expect(
            try route(["path_pattern": "/", "target_type": "redirect", "target_value": "https://c$path"]).target
                == .redirect(location: "https://c$path", status: 302))
        #expect(
            try route([
                "path_pattern": "/", "target_type": "fixed", "target_value": "gone", "target_status": 410,
                "target_content_type": "text/html",
            ]).target == .fixed(status: 410, contentType: "text/html", body: "gone"))
    }

    @Test func `refuses targets that cannot be`() {
        #expect(pointers(["path_pattern": "/", "target_type": "port", "target_value": 0]) == ["/target_value"])
        #expect(pointers(["path_pattern": "/", "target_type": "port", "target_value": 65_536]) == ["/target_value"])
        #expect(pointers(["path_pattern": "/", "target_type": "tcp", "target_value": 1]) == ["/target_type"])
        #expect(pointers(["path_pattern": "/", "target_type": "url", "target_value": "ftp://x"]) == ["/target_value"])
        #expect(
            pointers([
                "path_pattern": "/", "target_type": "redirect", "target_value": "https://c", "target_status": 200,
            ])
                == ["/target_status"])
        #expect(
            pointers(["path_pattern": "/", "target_type": "port", "target_value": 1, "target_status": 301])
                == ["/target_status"])
        #expect(pointers(["path_pattern": "/"]) == ["/target_type", "/target_value"])
    }

    @Test func `a new kind of target needs a value`() throws {
        var route = try route(["path_pattern": "/", "target_type": "port", "target_value": 80])
        #expect(throws: SchemaProblem.self) {
            try Route.schema.update(&route, with: ["target_type": "service"], form: .request)
        }
        try Route.schema.update(&route, with: ["target_value": 81], form: .request)
        #expect(route.target == .port(81))
    }

    @Test func `methods are upper case, each once, sorted`() throws {
        let base: KeyValuePairs<String, JSONValue> = [
            "path_pattern": "/", "target_type": "port", "target_value": 1, "methods": ["post", "GET", "get"],
        ]
        #expect(try route(base).methods == ["GET", "POST"])
        #expect(
            try route(["path_pattern": "/", "target_type": "port", "target_value": 1, "methods": "*"]).methods == nil)
        #expect(
            pointers(["path_pattern": "/", "target_type": "port", "target_value": 1, "methods": []]) == ["/methods"])
    }

    @Test func `is_regex is the short form of match`() throws {
        #expect(
            try route(["path_pattern": "^/a+$", "target_type": "port", "target_value": 1, "is_regex": true]).match
                == .regex)
        #expect(
            pointers([
                "path_pattern": "/", "target_type": "port", "target_value": 1, "is_regex": true, "match": "exact",
            ]) == ["/is_regex"])
    }

    @Test func `scope and hosts belong together`() {
        #expect(
            pointers(["path_pattern": "/", "target_type": "port", "target_value": 1, "scope": "proxy"])
                == ["/proxy_hostnames"])
        #expect(
            pointers([
                "path_pattern": "/", "target_type": "port", "target_value": 1, "proxy_hostnames": ["a.test"],
            ]) == ["/proxy_hostnames"])
        #expect(pointers(["path_pattern": "a", "target_type": "port", "target_value": 1]) == ["/path_pattern"])
        #expect(
            pointers(["path_pattern": "/", "target_type": "port", "target_value": 1, "priority": 1000]) == ["/priority"]
        )
    }
}
