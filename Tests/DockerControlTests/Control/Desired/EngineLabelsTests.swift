import ProxyModel
import Testing

@testable import DockerControl

@Suite struct `Labels at the engine` {
    private let installation = InstallationID(7)

    @Test(
        arguments: [
            .container(service: "web", generation: 4, definition: "e30"),
            .container(service: "web", generation: 4, definition: nil), .network("default"),
            .volume("data", service: "web"),
        ] as [EngineLabels.Subject])
    func `are read as they were written`(subject: EngineLabels.Subject) {
        for owner in [nil, "ann", ""] {
            let labels = EngineLabels(installation: installation, owner: owner, node: "n1", subject: subject)
            #expect(EngineLabels(labels.labels.merging(["maintainer": "x"]) { first, _ in first }) == labels)
            #expect(labels.labels.keys.allSatisfy { $0.hasPrefix(EngineLabels.prefix) })
        }
    }

    @Test(arguments: [
        [:], ["proxyd.installation": "0000000000000007"],
        ["proxyd.installation": "0000000000000007", "proxyd.node": "n"],
        ["proxyd.installation": "7", "proxyd.node": "n", "proxyd.service": "a", "proxyd.generation": "1"],
        ["proxyd.installation": "0000000000000007", "proxyd.node": "n", "proxyd.service": "a"],
        [
            "proxyd.installation": "0000000000000007", "proxyd.node": "n", "proxyd.service": "a",
            "proxyd.generation": "x",
        ],
        ["proxyd.installation": "0000000000000007", "proxyd.node": "n", "proxyd.volume": "a"],
    ])
    func `of others are not taken for ours`(labels: [String: String]) {
        #expect(EngineLabels(labels) == nil)
    }

    @Test func `hold the service's definition`() {
        var service = ContainerService(name: "web", createdAt: 5)
        service.image = "app:1"
        service.owner = "ann"
        service.environment = [SealedVariable(name: "KEY", sealed: "AAEC")]
        service.generation = 9
        let labels = EngineLabels(of: service, installation: installation, node: "n1")
        #expect(labels.owner == "ann")
        #expect(EngineLabels(labels.labels)?.definition == service)
    }

    @Test func `hold no definition that is too long or cannot be read`() {
        var service = ContainerService(name: "web", createdAt: 5)
        service.image = "app:1"
        service.environment = [SealedVariable(name: "KEY", sealed: String(repeating: "A", count: 300_000))]
        #expect(EngineLabels(of: service, installation: installation, node: "n1").definition == nil)
        for text in ["", "e30", "*", "bnVsbA"] {
            let subject = EngineLabels.Subject.container(service: "web", generation: 1, definition: text)
            #expect(EngineLabels(installation: installation, owner: nil, node: "", subject: subject).definition == nil)
        }
    }

    @Test func `are found by the installation`() {
        #expect(EngineLabels.filter(installation) == "proxyd.installation=0000000000000007")
    }
}
