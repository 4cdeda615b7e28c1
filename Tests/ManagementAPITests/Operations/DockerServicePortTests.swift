import DockerControl
import OAuthServer
import ProxyModel
import Testing

@testable import ManagementAPI

@Suite struct DockerServicePortTests {
    private let api = ManagementHarness()

    private func ports(_ name: String) throws -> [ServicePort] { try api.record(name).ports }

    @Test func `rules come before who listens on a port`() async {
        api.containers.set { $0.busyPorts = [80] }
        let refused = await api.create("a", ["external_port": 80])
        #expect(refused.status == 422)
        #expect(refused.pointers == ["/port_configs/0/host"])
        #expect(refused.text.contains("rule restricted_port"))
    }

    @Test func `a port that nobody chose is the next free one of the range`() async throws {
        api.containers.set { $0.busyPorts = [11_001] }
        _ = await api.create("a", ["port_configs": [["name": "one"]]])
        _ = await api.create("b", ["port_configs": [["name": "one"], ["name": "two", "container": 9]]])
        #expect(try ports("a").map(\.hostPort) == [11_000])
        #expect(try ports("b").map(\.hostPort) == [11_002, 11_003])
        #expect(try ports("b").map(\.containerPort) == [8080, 9])
    }

    @Test func `ports are unique over all services and addresses`() async throws {
        let token = try await api.token("one")
        _ = await api.create("a", ["port_configs": [["name": "p", "host": 12_000]]])
        let same = await api.create("b", ["port_configs": [["name": "p", "host": 12_000]]])
        #expect(same.status == 409)
        #expect(same.pointers == ["/port_configs/0/host"])
        #expect(same["detail"]?.stringValue?.contains("'a'") == true)
        let foreign = await api.create("b", ["port_configs": [["name": "p", "host": 12_000]]], as: token)
        #expect(foreign.status == 409)
        #expect(!foreign.text.contains("'a'"))
        #expect(await api.create("b", ["port_configs": [["name": "p", "host": 12_000, "bind": "::1"]]]).status == 201)
        let twice = await api.create(
            "c", ["port_configs": [["name": "p", "host": 12_001], ["name": "q", "host": 12_001]]])
        #expect(twice.pointers == ["/port_configs/1/host"])
        let named = await api.create("c", ["port_configs": [["name": "p"], ["name": "p"]]])
        #expect(named.pointers == ["/port_configs/1/name"])
    }

    @Test func `a port that something else listens on is refused`() async throws {
        api.containers.set { $0.busyPorts = [12_000] }
        let refused = await api.create("a", ["port_configs": [["name": "p", "host": 12_000]]])
        #expect(refused.status == 409)
        #expect(refused.pointers == ["/port_configs/0/host"])
        let elsewhere: JSONObject = ["node": "two", "port_configs": [["name": "p", "host": 12_000]]]
        #expect(await api.create("a", elsewhere).status == 201)
    }

    @Test func `a port of its own does not stand in a service's way`() async throws {
        _ = await api.create("a", ["port_configs": [["name": "p", "host": 12_000]]])
        api.containers.set { $0.busyPorts = [12_000] }
        let path = ManagementHarness.services + "/a"
        let reply = await api.call("PUT", path, ["port_configs": [["name": "p", "host": 12_000, "container": 9]]])
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply["generation"] == 2)
        // The number of a port that is there stays when none is given.
        _ = await api.call("PUT", path, ["port_configs": [["name": "p", "container": 9]]])
        #expect(try ports("a").map(\.hostPort) == [12_000])
    }

    @Test func `a token of a port is kept as its digest alone`() async throws {
        _ = await api.create("a", ["port_configs": [["name": "p", "source_token": "opensesame"]]])
        #expect(try ports("a").first?.requiresToken == true)
        #expect(try ports("a").first?.tokenDigest == SecretDigest.hexadecimal("opensesame"))
        let made = await api.create("b", ["port_configs": [["name": "p", "require_token": true]]])
        let token = try #require(made["source_tokens"]?["p"]?.stringValue)
        #expect(try ports("b").first?.tokenDigest == SecretDigest.hexadecimal(token))
    }

    @Test func `the short forms make a port like others`() async throws {
        _ = await api.create("a", ["internal_port": 3000, "external_port": 12_345])
        let port = try #require(try ports("a").first)
        #expect((port.name, port.hostPort, port.containerPort) == ("default", 12_345, 3000))
        _ = await api.create("b", ["internal_port": 3000, "expose_ports": true, "bind_address": "::1"])
        #expect(try ports("b").map(\.bind) == ["::1"])
        #expect(try ports("b").map(\.hostPort) == [11_000])
        _ = await api.create("c", ["expose_ports": false])
        #expect(try ports("c").isEmpty)
        let torn = await api.create("d", ["expose_ports": false, "port_configs": [["name": "p"]]])
        #expect(torn.pointers == ["/expose_ports"])
        #expect(await api.create("d", ["external_port": 70_000]).pointers == ["/external_port"])
        #expect(await api.create("d", ["bind_address": "here"]).pointers == ["/bind_address"])
        let change = await api.call("PUT", ManagementHarness.services + "/a", ["external_port": 1])
        #expect(change.pointers == ["/external_port"])
    }

    @Test func `a used up range is told`() async throws {
        api.containers.set { $0.busyPorts = Set(11_000...20_000) }
        let reply = await api.create("a", ["port_configs": [["name": "p"]]])
        #expect([201, 409].contains(reply.status))
        #expect(await api.create("b", ["port_configs": "x"]).pointers == ["/port_configs"])
        #expect(await api.create("b", ["port_configs": ["x"]]).pointers == ["/port_configs/0"])
    }
}
