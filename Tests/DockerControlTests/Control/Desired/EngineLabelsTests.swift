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
        for owner in [nil, "ann"] {
            let labels = EngineLabels(installation: installation, owner: owner, node: "n1", subject: subject)
            #expect(EngineLabels(labels.labels.merging(["maintainer": "x"]) { first, _ in first }) == labels)
            #expect(labels.labels.keys.allSatisfy { $0.hasPrefix(EngineLabels.prefix) })
        }
    }

    private static let container = [
        "proxyd.installation": "0000000000000007", "proxyd.node": "n", "proxyd.kind": "container",
        "proxyd.service": "a", "proxyd.generation": "1",
    ]

    @Test(arguments: [
        ("proxyd.installation", nil), ("proxyd.installation", "7"), ("proxyd.node", nil), ("proxyd.kind", nil),
        ("proxyd.kind", "network"), ("proxyd.kind", "volume"), ("proxyd.kind", "pod"), ("proxyd.service", nil),
        ("proxyd.service", ""), ("proxyd.generation", nil), ("proxyd.generation", "x"),
    ])
    func `of others are not taken for ours`(name: String, value: String?) {
        var labels = Self.container
        #expect(EngineLabels(labels) != nil)
        labels[name] = value
        #expect(EngineLabels(labels) == nil)
    }

    @Test func `win over those of the image`() {
        let image = [
            "proxyd.owner": "eve", "proxyd.definition": "e30", "proxyd.network": "n", "proxyd.volume": "v",
            "proxyd.kind": "volume", "proxyd.service": "other",
        ]
        let labels = EngineLabels(
            installation: installation, owner: nil, node: "n1",
            subject: .container(service: "web", generation: 1, definition: nil))
        #expect(EngineLabels(image.merging(labels.labels) { _, last in last }) == labels)
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
