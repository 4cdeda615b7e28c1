import DockerControl
import ProxyModel
import Testing

@Suite struct `A service that was found at an engine` {
    private let rules = AdoptionRules(localServices: ["api"])

    private func snapshot(_ changes: Change...) -> ConfigurationSnapshot {
        var snapshot = ConfigurationSnapshot()
        snapshot.apply(ChangeSet(revision: 1, changes: changes))
        return snapshot
    }

    private func service(_ name: String, owner: String? = nil) -> ContainerService {
        var service = ContainerService(name: name, createdAt: 1)
        service.owner = owner
        return service
    }

    @Test func `may be put on record when nothing is in its way`() {
        #expect(rules.refusal(of: service("web"), in: snapshot(.put(.dockerService(service("other"))))) == nil)
    }

    @Test(arguments: [
        ("_label-1-2", "those of containers' labels"), ("orphans", "a word of the API itself"),
        ("api", "a service of the process itself"),
    ])
    func `has no name that new ones could not have`(name: String, reason: String) {
        #expect(rules.refusal(of: service(name), in: snapshot())?.contains(reason) == true)
    }

    @Test func `has no name of a service of either kind`() throws {
        let target = try UpstreamURL("http://127.0.0.1:1")
        let external = ExternalService(name: "web", target: target, createdAt: 1)
        for change in [Change.put(.service(external)), .put(.dockerService(service("web")))] {
            #expect(rules.refusal(of: service("web"), in: snapshot(change)) == "there is a service 'web' already")
        }
    }

    @Test func `does not get requests that another owner sends to its name`() throws {
        var proxy = ProxyTarget(hostname: try .init("web.test"), target: nil, createdAt: 1)
        var traffic = TrafficPolicy()
        traffic.service = "web"
        proxy.traffic = Boxed(traffic)
        let snapshot = snapshot(.put(.proxy(proxy)))
        #expect(rules.refusal(of: service("web"), in: snapshot) == nil)
        #expect(rules.refusal(of: service("web", owner: "ann"), in: snapshot)?.contains("another owner") == true)
    }

    @Test func `has no port of another one`() {
        var holder = service("other")
        holder.ports = [ServicePort(name: "p", hostPort: 12_000, containerPort: 80)]
        var found = service("web")
        found.ports = [ServicePort(name: "q", hostPort: 12_000, containerPort: 80)]
        let refusal = rules.refusal(of: found, in: snapshot(.put(.dockerService(holder))))
        #expect(refusal?.hasPrefix("service 'other' has port 12000") == true)
    }
}
