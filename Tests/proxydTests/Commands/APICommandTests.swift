import ArgumentParser
import ManagementAPI
import ProxyModel
import Testing

@testable import proxyd

struct `Commands and their calls` {
    /// `''` in the line is an empty argument.
    private func call(_ line: String) throws -> ManagementCall {
        let words = CommandWords.regular(line.split(separator: " ").map { $0 == "''" ? "" : String($0) })
        let command = try #require(Proxyd.parseAsRoot(words) as? any APICommand)
        return try command.call(Settings())
    }

    @Test(arguments: [
        ("proxy list", "GET /api/v1/proxy/targets"),
        ("proxy show *.a.test", "GET /api/v1/proxy/targets/%2A.a.test"),
        ("proxy delete a.test", "DELETE /api/v1/proxy/targets/a.test?delete_certificate=false"),
        ("proxy delete a.test acm_1 true true", "DELETE /api/v1/proxy/targets/a.test?delete_certificate=true"),
        ("proxy routes show a.test", "GET /api/v1/proxy/targets/a.test/routes"),
        ("proxy routes enable a.test r1", "POST /api/v1/proxy/targets/a.test/routes/r1/enable"),
        ("proxy routes disable a.test r1", "POST /api/v1/proxy/targets/a.test/routes/r1/disable"),
        ("cert list", "GET /api/v1/certificates"),
        ("cert show c1", "GET /api/v1/certificates/c1"),
        ("cert delete c1 acm_1 true", "DELETE /api/v1/certificates/c1?force=true"),
        ("cert show c1 acm_1 true", "GET /api/v1/certificates/c1?pem=true"),
        ("cert delete c1", "DELETE /api/v1/certificates/c1"),
        ("cert status c1 acm_1 true", "GET /api/v1/certificates/c1/status"),
        ("ca status", "GET /api/v1/ca/status"),
        ("ca export root.crt --der", "GET /api/v1/ca"),
        ("ca trust debian --install", "GET /api/v1/ca"),
        ("cert revoke c1", "POST /api/v1/certificates/c1/revoke"),
        ("cert revoke c1 keyCompromise acm_1", "POST /api/v1/certificates/c1/revoke?reason=keyCompromise"),
        (
            "cert revoke c1 --by key --no-replace --wait",
            "POST /api/v1/certificates/c1/revoke?by=key&no_replace=true"
        ),
        ("cert account list --issuer google", "GET /api/v1/acme/accounts?issuer=google"),
        ("cert account show a1 acm_1", "GET /api/v1/acme/accounts/a1"),
        ("cert account roll-key a1", "POST /api/v1/acme/accounts/a1/roll-key"),
        ("cert account deactivate a1 acm_1 true", "POST /api/v1/acme/accounts/a1/deactivate?force=true"),
        ("cert renew c1", "POST /api/v1/certificates/c1/renew"),
        ("cert renew --wait c1 true acm_1 false", "POST /api/v1/certificates/c1/renew?force=true"),
        ("cert renew c1 --force", "POST /api/v1/certificates/c1/renew?force=true"),
        ("cert convert-to-production --wait c1 false acm_1", "POST /api/v1/certificates/c1/convert-to-production"),
        ("cert to-production c1", "POST /api/v1/certificates/c1/convert-to-production"),
        ("cert remove-domain c1 *.a.test acm_1 true", "DELETE /api/v1/certificates/c1/domains/%2A.a.test?force=true"),
        ("cert export c1 --combined", "POST /api/v1/certificates/c1/export"),
        ("cert issuer list", "GET /api/v1/issuers"),
        ("cert issuer show house", "GET /api/v1/issuers/house"),
        ("cert issuer delete house acm_1", "DELETE /api/v1/issuers/house"),
        ("cert dns list", "GET /api/v1/dns-providers"),
        ("cert dns show zone", "GET /api/v1/dns-providers/zone"),
        ("cert dns delete zone", "DELETE /api/v1/dns-providers/zone"),
        ("cert coverage c1", "GET /api/v1/certificates/c1/coverage"),
        ("cert detach a.test", "DELETE /api/v1/proxy/targets/a.test/certificate"),
        ("proxy enable a.test", "POST /api/v1/proxy/targets/a.test/enable"),
        ("proxy disable a.test", "POST /api/v1/proxy/targets/a.test/disable"),
        ("route list", "GET /api/v1/routes"),
        ("route list global acm_1", "GET /api/v1/routes?scope=global"),
        ("route show r1", "GET /api/v1/routes/r1"),
        ("route delete r1", "DELETE /api/v1/routes/r1"),
        ("route explain a.test /x post", "GET /api/v1/routes/explain?method=POST&host=a.test&path=%2Fx"),
        ("service list", "GET /api/v1/services/unified"),
        ("service list-all", "GET /api/v1/services/unified"),
        ("service list-all external acm_1", "GET /api/v1/services/external"),
        ("service list --type docker", "GET /api/v1/services"),
        ("service list --type docker true acm_1", "GET /api/v1/services?owned_only=true"),
        ("service list --type internal", "GET /api/v1/services/unified?service_type=internal"),
        ("service external list acm_1", "GET /api/v1/services/external"),
        ("service register-oauth acm_1", "GET /api/v1/services/unified?service_type=internal"),
        ("service external show s1", "GET /api/v1/services/external/s1"),
        ("service unregister s1", "DELETE /api/v1/services/external/s1"),
        ("service external unregister s1", "DELETE /api/v1/services/external/s1"),
        ("service delete s1", "DELETE /api/v1/services/s1?wait=60"),
        ("service delete s1 true false acm_1", "DELETE /api/v1/services/s1?wait=60&force=true&delete_proxy=false"),
        ("service delete s1 --delete-volumes", "DELETE /api/v1/services/s1?wait=60&delete_volumes=true"),
        ("service delete s1 '' false", "DELETE /api/v1/services/s1?wait=60&delete_proxy=false"),
        ("service logs s1 '' true", "GET /api/v1/services/s1/logs?lines=100&timestamps=true"),
        ("cert renew --wait c1 '' true", "POST /api/v1/certificates/c1/renew"),
        ("proxy delete a.test '' true", "DELETE /api/v1/proxy/targets/a.test?delete_certificate=false"),
        ("proxy delete --token-at=2 a.test '' true", "DELETE /api/v1/proxy/targets/a.test?delete_certificate=true"),
        ("route explain a.test '' post", "GET /api/v1/routes/explain?method=POST&host=a.test&path=%2F"),
        ("oauth client prune ''", "POST /api/v1/oauth/clients/prune?days=90"),
        ("service list --type docker ''", "GET /api/v1/services"),
        ("service start s1", "POST /api/v1/services/s1/start?wait=60"),
        ("service stop s1 acm_1", "POST /api/v1/services/s1/stop?wait=60"),
        ("service restart s1", "POST /api/v1/services/s1/restart?wait=60"),
        ("service logs s1", "GET /api/v1/services/s1/logs?lines=100"),
        ("service logs s1 20 true acm_1", "GET /api/v1/services/s1/logs?lines=20&timestamps=true"),
        ("service logs s1 --lines 5 --follow", "GET /api/v1/services/s1/logs?lines=5"),
        ("service stats s1", "GET /api/v1/services/s1/stats"),
        ("service events s1", "GET /api/v1/services/s1/events?limit=100"),
        ("service events s1 20 acm_1 --follow", "GET /api/v1/services/s1/events?limit=20"),
        ("service orphans", "GET /api/v1/services/orphans"),
        ("service adopt", "POST /api/v1/services/adopt"),
        ("service cleanup", "POST /api/v1/services/cleanup"),
        ("service cleanup --delete-volumes", "POST /api/v1/services/cleanup?delete_volumes=true"),
        ("service ports s1", "GET /api/v1/services/s1/ports"),
        ("service port list s1", "GET /api/v1/services/s1/ports"),
        ("service port remove s1 web", "DELETE /api/v1/services/s1/ports/web"),
        ("service port check 8080 0.0.0.0", "POST /api/v1/ports/check?port=8080&bind_address=0.0.0.0"),
        ("port list", "GET /api/v1/ports"),
        ("port list true", "GET /api/v1/ports/available"),
        ("port available ::1 --protocol udp", "GET /api/v1/ports/available?bind_address=%3A%3A1&protocol=udp"),
        ("port check 8080", "POST /api/v1/ports/check?port=8080"),
        ("port token list", "GET /api/v1/ports/tokens"),
        ("port token show ci", "GET /api/v1/ports/tokens/ci"),
        ("port token delete ci acm_1", "DELETE /api/v1/ports/tokens/ci"),
        ("token list", "GET /api/v1/tokens"),
        ("token info", "GET /api/v1/tokens/info"),
        ("token show a@b", "GET /api/v1/tokens/a%40b"),
        ("token delete t1 --cascade", "DELETE /api/v1/tokens/t1?cascade=true"),
        ("system nodes", "GET /api/v1/system/nodes"),
        ("ca show", "GET /api/v1/ca"),
        ("proxy auth show a.test", "GET /api/v1/proxy/targets/a.test/auth"),
        ("proxy auth disable a.test acm_1", "DELETE /api/v1/proxy/targets/a.test/auth"),
        ("proxy resource show a.test", "GET /api/v1/proxy/targets/a.test/resource"),
        ("proxy resource clear a.test", "DELETE /api/v1/proxy/targets/a.test/resource"),
        ("proxy resource list", "GET /api/v1/resources"),
        ("proxy tool-access show a.test", "GET /api/v1/proxy/targets/a.test/tool-access"),
        ("proxy tool-access clear a.test", "DELETE /api/v1/proxy/targets/a.test/tool-access"),
        ("proxy oauth-server show a.test", "GET /api/v1/proxy/targets/a.test/oauth-server"),
        ("proxy oauth-server clear a.test", "DELETE /api/v1/proxy/targets/a.test/oauth-server"),
        ("proxy oauth-server list", "GET /api/v1/proxy/targets/oauth-servers/configured"),
        ("oauth user list", "GET /api/v1/oauth/users"),
        ("oauth user show ann", "GET /api/v1/oauth/users/ann"),
        ("oauth user delete ann", "DELETE /api/v1/oauth/users/ann"),
        ("oauth client prune acm_1", "POST /api/v1/oauth/clients/prune?days=90"),
        ("oauth client prune 30 --dry-run", "POST /api/v1/oauth/clients/prune?days=30&dry_run=true"),
        ("oauth client list", "GET /api/v1/oauth/clients"),
        ("oauth client list true acm_1", "GET /api/v1/oauth/clients?active_only=true"),
        ("oauth client show https://c.test/m", "GET /api/v1/oauth/clients/https%3A%2F%2Fc.test%2Fm"),
        ("oauth client delete c1", "DELETE /api/v1/oauth/clients/c1"),
        ("oauth session list", "GET /api/v1/oauth/sessions"),
        ("oauth session list ann acm_1", "GET /api/v1/oauth/sessions?user=ann"),
        ("oauth session revoke s1", "DELETE /api/v1/oauth/sessions/s1"),
        ("oauth token list ann", "GET /api/v1/oauth/tokens?user=ann"),
        ("oauth consent list", "GET /api/v1/oauth/consents"),
        ("oauth consent revoke ann c1", "DELETE /api/v1/oauth/consents?user=ann&client_id=c1"),
        ("oauth api-key list", "GET /api/v1/oauth/api-keys"),
        ("oauth api-key delete k1", "DELETE /api/v1/oauth/api-keys/k1"),
        ("oauth provider list", "GET /api/v1/oauth/providers"),
        ("oauth provider show corp", "GET /api/v1/oauth/providers/corp"),
        ("oauth provider delete corp", "DELETE /api/v1/oauth/providers/corp"),
        ("oauth key list", "GET /api/v1/oauth/keys"),
        ("oauth key rotate", "POST /api/v1/oauth/keys/rotate"),
        ("oauth key rotate --compromised", "POST /api/v1/oauth/keys/rotate?compromised=true"),
        ("oauth routes-status a.test", "GET /api/v1/oauth/admin/setup-status?domain=a.test"),
        ("oauth metrics", "GET /api/v1/oauth/metrics"),
        ("oauth health acm_1", "GET /api/v1/oauth/health"),
        ("oauth trace --user ann", "GET /api/v1/oauth/trace?limit=100&user=ann"),
        ("resource list", "GET /api/v1/resources"),
        ("resource show a.test/mcp", "GET /api/v1/resources/a.test%2Fmcp"),
        ("resource delete a.test/mcp", "DELETE /api/v1/resources/a.test%2Fmcp"),
        ("resource auto-register", "POST /api/v1/resources/auto-register"),
        ("config verify", "GET /api/v1/config/check"),
        ("config restore", "POST /api/v1/config/restore"),
    ])
    func `without a body`(line: String, target: String) throws {
        let call = try call(line)
        #expect("\(call.method) \(call.target)" == target)
    }

    @Test(arguments: [
        ("proxy create a.test http://b", #"{"hostname":"a.test","target_url":"http://b"}"#),
        ("proxy create a.test http://b acm_1 false", #"{"hostname":"a.test","target_url":"http://b"}"#),
        ("proxy create a.test http://b false acm_1", #"{"hostname":"a.test","target_url":"http://b"}"#),
        (
            "proxy create a.test http://b --internal --set max_body_bytes=7",
            #"{"hostname":"a.test","target_url":"http://b","internal":true,"max_body_bytes":7}"#
        ),
        (
            "proxy create a.test http://b --http-only",
            #"{"hostname":"a.test","target_url":"http://b","enable_https":false}"#
        ),
        (
            "proxy update a.test --target-url http://c --preserve-host false",
            #"{"target_url":"http://c","preserve_host_header":false}"#
        ),
        ("proxy update a.test --internal true", #"{"internal":true}"#),
        ("proxy update a.test --set rewrite=/x --set enabled=true", #"{"rewrite":"/x","enabled":true}"#),
        (
            #"proxy update a.test --custom-headers {"X-A":"b"}"#, #"{"custom_headers":{"X-A":"b"}}"#
        ),
        ("proxy auth enable a.test acm_1 auth.test redirect", #"{"auth_proxy":"auth.test","mode":"redirect"}"#),
        (
            "proxy auth enable a.test auth.test forward a,b x --users ann --emails *@b.test --groups g",
            #"{"auth_proxy":"auth.test","mode":"forward","required_users":["ann"],"required_emails":["*@b.test"],"#
                + #""required_groups":["g"],"allowed_scopes":["a","b"],"allowed_audiences":["x"]}"#
        ),
        ("proxy auth config a.test ann", #"{"auth_required_users":["ann"]}"#),
        ("proxy auth config a.test --providers local,github", #"{"auth_providers":["local","github"]}"#),
        (
            "proxy auth enable a.test auth.test --providers github",
            #"{"auth_proxy":"auth.test","providers":["github"]}"#
        ),
        ("proxy resource set a.test", "{}"),
        ("proxy resource set a.test /mcp a,b acm_1", #"{"endpoint":"/mcp","scopes":["a","b"]}"#),
        ("proxy oauth-server set a.test https://i.test a", #"{"issuer":"https://i.test","scopes":["a"]}"#),
        ("cert account contacts a1 a@b.test,c@d.test", #"{"contacts":["a@b.test","c@d.test"]}"#),
        ("cert account contacts a1", #"{"contacts":[]}"#),
        ("oauth routes-setup auth.test acm_1", #"{"oauth_domain":"auth.test"}"#),
        (
            "oauth user create ann --password-stdin --email a@b.test --dry-run",
            #"{"name":"ann","password":"(password)","email":"a@b.test"}"#
        ),
        ("oauth user disable ann", #"{"disabled":true}"#),
        ("oauth user update ann --groups a,b", #"{"groups":["a","b"]}"#),
        (
            "oauth user update ann --password-stdin --email a@b.test --display-name Ann --dry-run",
            #"{"password":"(password)","email":"a@b.test","display_name":"Ann"}"#
        ),
        (
            "oauth client register tool https://c.test/cb acm_1",
            #"{"client_name":"tool","redirect_uris":["https://c.test/cb"]}"#
        ),
        ("oauth client trust c1", #"{"trusted":true}"#),
        ("oauth client disable c1", #"{"disabled":true}"#),
        ("oauth token revoke --user ann --client c1", #"{"user":"ann","client_id":"c1"}"#),
        (
            "oauth provider create corp oidc https://login.test x --label Corp",
            #"{"name":"corp","kind":"oidc","issuer":"https://login.test","client_id":"x","label":"Corp"}"#
        ),
        ("oauth api-key create ann CI a,b", #"{"user":"ann","label":"CI","scopes":["a","b"]}"#),
        ("resource register a.test/mcp Tools a", #"{"uri":"a.test/mcp","name":"Tools","scopes":["a"]}"#),
        ("proxy routes set a.test selective r1,r2", #"{"route_mode":"selective","enabled_routes":["r1","r2"]}"#),
        (
            "route create /a port 80 acm_1 60 get,post true text",
            #"{"path_pattern":"/a","target_type":"port","target_value":"80","priority":60,"methods":["get","post"],"#
                + #""match":"regex","description":"text"}"#
        ),
        (
            "route create-global /a url http://b",
            #"{"path_pattern":"/a","target_type":"url","target_value":"http://b","priority":50}"#
        ),
        (
            "route create-proxy /a service s a.test,b.test acm_1 500 ALL",
            #"{"path_pattern":"/a","target_type":"service","target_value":"s","priority":500,"scope":"proxy","#
                + #""proxy_hostnames":["a.test","b.test"]}"#
        ),
        ("route update r1 --methods * --enabled false", #"{"methods":null,"enabled":false}"#),
        (
            "service register s http://b acm_1 text",
            #"{"service_name":"s","target_url":"http://b","description":"text"}"#
        ),
        ("service update s http://c", #"{"target_url":"http://c"}"#),
        ("service external update s http://c", #"{"target_url":"http://c"}"#),
        (
            "service create web nginx:alpine 80 256m 0.5 false acm_1",
            #"{"service_name":"web","image":"nginx:alpine","internal_port":80,"memory_limit":"256m","cpu_limit":0.5}"#
        ),
        (
            "service create web Dockerfile 80 --build-context /srv/web --env A=b=c --volume data:/data --wait",
            #"{"service_name":"web","dockerfile_path":"Dockerfile","internal_port":80,"build_context":"/srv/web","#
                + #""environment":{"A":"b=c"},"volumes":["data:/data"]}"#
        ),
        (
            "service create web --image a --arg serve --arg --port --no-read-only --set drift=report",
            #"{"service_name":"web","image":"a","command":["serve","--port"],"read_only_root":false,"drift":"report"}"#
        ),
        (
            "service create-exposed web nginx 3000 127.0.0.1 512m 1.5 acm_1",
            #"{"service_name":"web","image":"nginx","internal_port":3000,"memory_limit":"512m","cpu_limit":1.5,"#
                + #""external_port":3000,"bind_address":"127.0.0.1"}"#
        ),
        (
            "service create-exposed web nginx 80 --host-port 8080",
            #"{"service_name":"web","image":"nginx","internal_port":80,"external_port":8080}"#
        ),
        ("service update web --memory 1g --env A=b", #"{"memory_limit":"1g","environment":{"A":"b"}}"#),
        ("service port add web 8080 acm_1", #"{"name":"port-8080","host":8080}"#),
        (
            "service port add web 8080 0.0.0.0 let-me-in acm_1",
            #"{"name":"port-8080","host":8080,"bind":"0.0.0.0","source_token":"let-me-in"}"#
        ),
        (
            "service port add web --container 9090 --require-token --allowed-sources 10.0.0.0/8,::1 --name m",
            #"{"container":9090,"require_token":true,"allowed_sources":["10.0.0.0/8","::1"],"name":"m"}"#
        ),
        ("service port update web m --host 8081 --no-require-token", #"{"require_token":false,"host":8081}"#),
        ("port token create ci", #"{"name":"ci"}"#),
        (
            "port token create ci web,api 8080 24 acm_1",
            #"{"name":"ci","allowed_services":["web","api"],"allowed_ports":[8080],"expires_hours":24}"#
        ),
        ("token generate t a@b.c acm_1", #"{"name":"t","cert_email":"a@b.c"}"#),
        ("token create t a@b.c", #"{"name":"t","cert_email":"a@b.c"}"#),
        (
            "cert create c1 a.test me@a.test acm_1 true",
            #"{"cert_name":"c1","domain":"a.test","email":"me@a.test","staging":true}"#
        ),
        (
            "cert create c1 a.test false me@a.test acm_1",
            #"{"cert_name":"c1","domain":"a.test","email":"me@a.test","staging":false}"#
        ),
        (
            "cert create c1 a.test --production --issuer google --issuer zerossl --challenge dns-01 --dns-provider z",
            #"{"cert_name":"c1","domain":"a.test","challenge":"dns-01","dns_provider":"z","staging":false,"#
                + #""issuers":["google","zerossl"]}"#
        ),
        (
            "cert create-multi c1 a.test,b.test me@a.test acm_1 staging",
            #"{"cert_name":"c1","domains":["a.test","b.test"],"email":"me@a.test","staging":true}"#
        ),
        (
            "cert create-multi c1 a.test *.b.test --key-type p384",
            #"{"cert_name":"c1","domains":["a.test","*.b.test"],"key_type":"p384"}"#
        ),
        (
            "cert issuer create house https://ca.test/d --eab-key-id k --eab-key-stdin --dry-run",
            #"{"name":"house","directory_url":"https://ca.test/d","eab_key_id":"k","eab_key":"(key)"}"#
        ),
        ("cert issuer update house --profile p", #"{"profile":"p"}"#),
        (
            "cert dns create zone rfc2136 acm_1 --server 192.0.2.1 --key-name k --secret-stdin --dry-run",
            #"{"name":"zone","kind":"rfc2136","server":"192.0.2.1","key_name":"k","secret":"(secret)"}"#
        ),
        ("cert dns update zone --set ttl=120", #"{"ttl":120}"#),
        ("cert attach a.test c1", #"{"cert_name":"c1"}"#),
        ("port token create ci web '' 24", #"{"name":"ci","allowed_services":["web"],"expires_hours":24}"#),
        ("service port add w '' 0.0.0.0", #"{"name":"port","bind":"0.0.0.0"}"#),
        ("service update w --idle-timeout -1", #"{"idle_timeout":-1}"#),
    ])
    func `with a body, in the order of the recipes`(line: String, body: String) throws {
        #expect(try call(line).body?.compactText == body)
    }

    @Test(arguments: [
        ("proxy create a.test http://b true", "POST /api/v1/proxy/targets?staging=true"),
        (
            "proxy create a.test http://b acm_1 --staging --email a@b.test",
            "POST /api/v1/proxy/targets?staging=true&email=a%40b.test"
        ),
        ("proxy create a.test http://b", "POST /api/v1/proxy/targets"),
        ("service create web nginx true", "POST /api/v1/services?auto_proxy=true"),
        ("service create web nginx --auto-proxy", "POST /api/v1/services?auto_proxy=true"),
        ("service create web nginx", "POST /api/v1/services"),
    ])
    func `what a new proxy's certificate is like stands in the query`(line: String, target: String) throws {
        let call = try call(line)
        #expect("\(call.method) \(call.target)" == target)
    }

    @Test(arguments: [
        "proxy update a.test", "route update r1", "service update s", "proxy create a.test http://b perhaps",
        "proxy create a.test http://b --set x", "proxy update a.test --custom-headers x", "token generate t",
        "cert upload c1 /nonexistent", "cert issuer update house", "cert dns update zone",
        "cert create c1 a.test --issuer google,zerossl", "service update s http://c --memory 1g",
        "service port update web m", "service port add web 99999", "port token create ci web x",
        "service create web --env A-B-not-there", "service create-exposed web nginx 80 true",
        "service create web nginx zero",
    ])
    func `what makes no call is wrong usage`(line: String) {
        let failure = #expect(throws: CommandFailure.self) { try call(line) }
        #expect(failure?.status == .usage)
    }

    @Test(arguments: ["proxy show ''", "service delete '' true", "service logs web x", "token list '' x"])
    func `what is needed cannot be left empty, and what is one too many has no place`(line: String) {
        let error = #expect(throws: (any Error).self) { try call(line) }
        #expect(error.map { CommandFailure($0, in: Proxyd.self).status } == .usage)
    }

    @Test(arguments: ["service create-exposed w web:1 5679 not-an-ip", "service create w web:1 '' 5678 512m not-an-ip"])
    func `a word that is nothing is named`(line: String) {
        let failure = #expect(throws: CommandFailure.self) { try call(line) }
        #expect(failure?.message.contains("'not-an-ip' is none of") == true)
    }

    @Test func `the address of the superuser is the default for tokens`() throws {
        var settings = Settings()
        settings.management.adminEmail = "admin@b.c"
        let command = try #require(Proxyd.parseAsRoot(["token", "generate", "t"]) as? any APICommand)
        #expect(try command.call(settings).body?["cert_email"] == "admin@b.c")
    }

    @Test(arguments: [
        ("*", "http://127.0.0.1:9000"), ("::", "http://127.0.0.1:9000"), ("192.0.2.1", "http://192.0.2.1:9000"),
        ("::1", "http://[::1]:9000"),
    ])
    func `the API of this machine is found by the settings of its listener`(address: String, url: String) throws {
        var settings = Settings()
        settings.listeners.apiBindAddress = try #require(BindAddress(address))
        #expect(settings.localAPIURL == url)
    }

    @Test func `every call is one of an operation's parameters`() throws {
        for operation in Operation.all {
            let count = operation.path.split(separator: "/").count { $0.hasPrefix("{") }
            let path = ["a", "b", "c"].prefix(count).reduce(operation.path) { path, value in
                guard let open = path.firstIndex(of: "{"), let close = path.firstIndex(of: "}") else { return path }
                return path[..<open] + value + path[path.index(after: close)...]
            }
            let call =
                switch count {
                case 0: ManagementCall(operation.id)
                case 1: ManagementCall(operation.id, "a")
                default: ManagementCall(operation.id, "a", "b")
                }
            #expect(call.path == path)
        }
    }

    @Test func `chain and key may share a file`() {
        let text = """
            -----BEGIN CERTIFICATE-----
            A
            -----END CERTIFICATE-----
            -----BEGIN PRIVATE KEY-----
            B
            -----END PRIVATE KEY-----
            -----BEGIN CERTIFICATE-----
            C
            -----END CERTIFICATE-----
            """
        let chain = PEMBlocks.only(certificates: true, in: text)
        let key = PEMBlocks.only(certificates: false, in: text)
        #expect(chain.contains("\nA\n") && chain.contains("\nC\n") && !chain.contains("B\n"))
        #expect(key == "-----BEGIN PRIVATE KEY-----\nB\n-----END PRIVATE KEY-----\n")
        #expect(PEMBlocks.only(certificates: true, in: "rubbish") == "rubbish")
    }
}
