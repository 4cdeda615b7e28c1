import DockerControl
import ProxyModel
import Testing

@Suite struct `The decisions on a service` {
    private let now: Int64 = 1_000_000

    private func facts(_ change: (inout ContainerService) -> Void = { _ in }) throws -> ReconciliationFacts {
        var service = ContainerService(name: "web", createdAt: 1)
        service.image = "busybox"
        service.engine = "E"
        service.startSeconds = 10
        change(&service)
        let installation = try #require(InstallationID("0123456789abcdef"))
        return ReconciliationFacts(
            service, revision: 1, at: now, in: .init(engine: "E", node: "n", installation: installation))
    }

    private func container(
        _ id: String, _ facts: ReconciliationFacts, generation: Int64 = 1,
        _ change: (inout ObservedContainer) -> Void = { _ in }
    ) throws -> ObservedContainer {
        let names = EngineNames(installation: facts.surroundings.installation)
        var container = ObservedContainer(
            id: try #require(EngineName(id)), name: names.container("web", generation: generation), service: "web",
            generation: generation)
        container.phase = .running
        container.startedAt = now - 60_000
        container.isListening = true
        container.memoryBytes = facts.service.memoryBytes
        container.nanoCPUs = UInt64(facts.service.cpus * 1e9)
        container.processLimit = facts.service.processLimit
        for network in facts.networks { container.addresses[facts.engineName(network: network)] = "10.0.0.2" }
        change(&container)
        return container
    }

    private func plan(_ facts: ReconciliationFacts) -> ReconciliationPlan {
        var reconciliation = ServiceReconciliation()
        return reconciliation.plan(facts)
    }

    @Test func `begin with the right to it`() throws {
        #expect(plan(try facts { $0.engine = nil }).step == .claim)
        #expect(plan(try facts { $0.engine = "F" }).isForeign)
        let elsewhere = plan(
            try facts {
                $0.engine = nil
                $0.node = "other"
            })
        #expect(elsewhere.isForeign)
        #expect(elsewhere.step == nil)
        let gone = plan(
            try facts {
                $0.engine = nil
                $0.deletion = ServiceDeletion(requestedAt: 1, removesVolumes: false)
            })
        #expect(gone.step == .forget)
    }

    @Test func `make what a container needs before the container`() throws {
        var facts = try facts { service in service.volumes = [ServiceVolume("data:/data")].compactMap(\.self) }
        var reconciliation = ServiceReconciliation()
        #expect(reconciliation.plan(facts).step == .prepareImage)
        #expect(reconciliation.plan(facts).status?.phase == .pulling)
        reconciliation.note(image: try #require(ImageReference("busybox")), for: facts.service)
        #expect(reconciliation.plan(facts).step == .makeNetwork("default"))
        facts.observed.networks = [facts.engineName(network: "default")]
        #expect(reconciliation.plan(facts).step == .makeVolume("data"))
        facts.observed.volumes = [facts.engineName(volume: "data")]
        #expect(reconciliation.plan(facts).step == .create)
        #expect(reconciliation.plan(facts).endpoints?.phase == .starting)
        let made = try container("c1", facts) { $0.phase = .created }
        facts.observed.containers = [made]
        #expect(reconciliation.plan(facts).step == .start(made.id))
        facts.observed.containers[0].phase = .running
        facts.observed.containers[0].startedAt = now
        facts.observed.containers[0].isListening = false
        #expect(reconciliation.plan(facts).step == nil)
        #expect(reconciliation.plan(facts).status?.phase == .starting)
        facts.observed.containers[0].isListening = true
        let done = reconciliation.plan(facts)
        #expect(done.step == nil)
        #expect(done.status?.phase == .running)
        #expect(done.endpoints?.upstreams.map(\.description) == ["http://10.0.0.2:8080"])
    }

    @Test(arguments: [
        (ContainerState.Health.healthy, ServicePhase.running), (.starting, .starting), (.unhealthy, .starting),
    ])
    func `follow the health check of a container`(health: ContainerState.Health, phase: ServicePhase) throws {
        var facts = try facts()
        facts.observed.containers = [
            try container("c1", facts) { container in
                container.health = health
                container.startedAt = now - 1_000
                container.isListening = false
            }
        ]
        #expect(plan(facts).status?.phase == phase)
    }

    @Test func `tell a container that has become unhealthy from one that was never well`() throws {
        var facts = try facts()
        facts.observed.containers = [try container("c1", facts) { $0.health = .healthy }]
        var reconciliation = ServiceReconciliation()
        #expect(reconciliation.plan(facts).status?.phase == .running)
        facts.observed.containers[0].health = .unhealthy
        let ill = reconciliation.plan(facts)
        #expect(ill.status?.phase == .unhealthy)
        #expect(ill.endpoints?.phase == .failed)
        #expect(ill.step == nil)
    }

    @Test func `drain the old container after the new one serves`() throws {
        var facts = try facts { service in
            service.generation = 2
            service.drainSeconds = 5
        }
        let old = try container("c1", facts)
        let new = try container("c2", facts, generation: 2) { container in
            for network in container.addresses.keys { container.addresses[network] = "10.0.0.3" }
        }
        facts.observed.containers = [old, new]
        var reconciliation = ServiceReconciliation()
        let first = reconciliation.plan(facts)
        #expect(first.step == nil)
        #expect(first.endpoints?.upstreams.map(\.host) == ["10.0.0.3"])
        #expect(first.lookAgainAt == now + 5_000)
        facts.now += 4_999
        #expect(reconciliation.plan(facts).step == nil)
        facts.now += 1
        #expect(reconciliation.plan(facts).step == .stop(old.id))
        facts.observed.containers[0].phase = .exited
        #expect(reconciliation.plan(facts).step == .remove(old.id))
    }

    @Test func `wait longer after each failure, and not at all after a change`() throws {
        var facts = try facts()
        var reconciliation = ServiceReconciliation()
        for seconds in [1, 2, 5, 10, 30, 60, 300, 300] as [Int64] {
            #expect(reconciliation.plan(facts).step == .prepareImage)
            reconciliation.note(EngineFailure(.notFound), in: .prepareImage, facts: facts)
            let failed = reconciliation.plan(facts)
            #expect(failed.step == nil)
            #expect(failed.status?.phase == .failed)
            #expect(failed.endpoints?.phase == .failed)
            #expect(failed.lookAgainAt == facts.now + seconds * 1_000)
            facts.now += seconds * 1_000
        }
        reconciliation.note(EngineFailure(.notFound), in: .prepareImage, facts: facts)
        facts.revision = 2
        #expect(reconciliation.plan(facts).step == .prepareImage)
    }

    @Test func `remove everything of a service before its record`() throws {
        var facts = try facts { service in
            service.volumes = [ServiceVolume("data:/data")].compactMap(\.self)
            service.deletion = ServiceDeletion(requestedAt: 1, removesVolumes: true)
        }
        let network = facts.engineName(network: "default")
        let volume = facts.engineName(volume: "data")
        facts.observed.containers = [try container("c1", facts)]
        facts.observed.networks = [network]
        facts.observed.volumes = [volume]
        #expect(plan(facts).endpoints == nil)
        #expect(plan(facts).step == .stop(facts.observed.containers[0].id))
        facts.observed.containers[0].phase = .exited
        #expect(plan(facts).step == .remove(facts.observed.containers[0].id))
        facts.observed.containers = []
        #expect(plan(facts).step == .removeNetwork(network))
        var shared = facts
        shared.observed.foreignNetworks = [network]
        #expect(plan(shared).step == .removeVolume(volume))
        shared.sharedVolumes = [volume]
        #expect(plan(shared).step == .forget)
        facts.observed.networks = []
        #expect(plan(facts).step == .removeVolume(volume))
        facts.observed.volumes = []
        #expect(plan(facts).step == .forget)
    }

    @Test func `fall asleep only when uses are known to be long ago`() throws {
        var facts = try facts { $0.idleSeconds = 10 }
        facts.observed.containers = [try container("c1", facts)]
        var published = ServiceEndpoints(service: "web", node: "n", phase: .ready, updatedAt: now)
        published.isWatched = true
        facts.published = published
        var reconciliation = ServiceReconciliation()
        facts.lastUse = now + 5_000
        #expect(reconciliation.plan(facts).step == nil)
        facts.now = now + 20_000
        facts.lastUse = nil
        #expect(reconciliation.plan(facts).step == nil)
        facts.lastUse = now + 12_000
        #expect(reconciliation.plan(facts).lookAgainAt == now + 22_000)
        facts.lastUse = now + 9_000
        let sleepy = reconciliation.plan(facts)
        #expect(sleepy.step == .stop(facts.observed.containers[0].id))
        #expect(sleepy.endpoints?.phase == .asleep)
        facts.published?.phase = .asleep
        facts.observed.containers[0].phase = .exited
        #expect(reconciliation.plan(facts).step == nil)
        #expect(reconciliation.plan(facts).status?.phase == .asleep)
        facts.isWakeWanted = true
        #expect(reconciliation.plan(facts).step == .start(facts.observed.containers[0].id))
        #expect(reconciliation.plan(facts).endpoints?.phase == .starting)
        #expect(reconciliation.plan(facts).grantsWake)
    }

    @Test func `tell whether a container that ended was stopped by us`() throws {
        var facts = try facts { $0.restartPolicy = .never }
        facts.observed.containers = [
            try container("c1", facts) { container in
                container.phase = .exited
                container.exitCode = 4
                container.finishedAt = now - 10
            }
        ]
        let id = facts.observed.containers[0].id
        facts.published = ServiceEndpoints(service: "web", node: "n", phase: .stopped, updatedAt: now)
        #expect(plan(facts).step == .start(id))
        // Somebody was killed between saying so and starting it.
        facts.published?.phase = .starting
        #expect(plan(facts).step == .start(id))
        facts.published?.phase = .ready
        var reconciliation = ServiceReconciliation()
        #expect(reconciliation.plan(facts).step == .readOutput(id))
        reconciliation.note(output: ["bye"], of: id)
        let ended = reconciliation.plan(facts)
        #expect(ended.step == nil)
        #expect(ended.status?.failure?.code == "exited")
        #expect(ended.status?.exitCode == 4)
        #expect(ended.status?.lastOutput == ["bye"])
    }

    @Test func `leave gates without a target while nobody serves`() throws {
        var facts = try facts { service in
            var port = ServicePort(name: "p", hostPort: 11_000, containerPort: 5_432)
            port.requiresToken = true
            service.ports = [port, ServicePort(name: "open", hostPort: 11_001, containerPort: 80)]
        }
        #expect(plan(facts).endpoints?.gates.map(\.target) == [nil])
        facts.observed.containers = [try container("c1", facts)]
        #expect(plan(facts).endpoints?.gates.map(\.target) == ["10.0.0.2:5432"])
    }

    @Test func `take the old container off a published port only when the new one is made`() throws {
        var facts = try facts { service in
            service.generation = 2
            service.ports = [ServicePort(name: "p", hostPort: 11_000, containerPort: 80)]
        }
        let old = try container("c1", facts) { container in
            container.publications = [PortPublication(80, .tcp, on: "127.0.0.1", port: 11_000)].compactMap(\.self)
        }
        facts.observed.containers = [old]
        let before = plan(facts)
        #expect(before.step == .prepareImage)
        #expect(before.endpoints?.phase == .ready)
        facts.observed.containers.append(try container("c2", facts, generation: 2) { $0.phase = .created })
        let change = plan(facts)
        #expect(change.step == .stop(old.id))
        #expect(change.endpoints?.phase == .starting)
    }

    @Test(arguments: [false, true]) func `close a port at once that is removed or asks for a token`(asks: Bool) throws {
        var facts = try facts { service in
            service.generation = 2
            guard asks else { return }
            var port = ServicePort(name: "p", hostPort: 11_000, containerPort: 80)
            port.requiresToken = true
            service.ports = [port]
        }
        let old = try container("c1", facts) { $0.openSockets = [PortSocket(11_000)] }
        facts.observed.containers = [old]
        var reconciliation = ServiceReconciliation()
        let close = reconciliation.plan(facts)
        #expect(close.step == .stop(old.id))
        #expect(close.endpoints?.phase == .starting)
        // It does not come back while the new one cannot be made, and the new one is tried for all that.
        facts.observed.containers[0].phase = .exited
        reconciliation.note(EngineFailure(.notFound), in: .prepareImage, facts: facts)
        #expect(reconciliation.plan(facts).step == .remove(old.id))
        facts.observed.containers = []
        facts.now += 1_000
        #expect(reconciliation.plan(facts).step == .prepareImage)
    }

    @Test func `close a removed port without a drain, and not while an end is refused`() throws {
        var facts = try facts { service in
            service.generation = 2
            service.drainSeconds = 60
        }
        let old = try container("c1", facts) { container in
            container.openSockets = nil
            container.publications = [PortPublication(80, .tcp, on: "0.0.0.0", port: 11_000)].compactMap(\.self)
        }
        facts.observed.containers = [old, try container("c2", facts, generation: 2)]
        var reconciliation = ServiceReconciliation()
        let close = reconciliation.plan(facts)
        #expect(close.step == .stop(old.id))
        #expect(close.endpoints?.phase == .ready)
        reconciliation.note(EngineFailure(.conflict), in: .stop(old.id), facts: facts)
        let paused = reconciliation.plan(facts)
        #expect(paused.step == nil)
        #expect(paused.lookAgainAt == now + 500)
        facts.service.ports = [ServicePort(name: "p", hostPort: 11_000, containerPort: 80)]
        facts.service.ports[0].bind = "0.0.0.0"
        facts.now += 500
        #expect(reconciliation.plan(facts).step == nil)
    }

    @Test func `remove the volumes of former definitions with the service`() throws {
        var facts = try facts { service in
            service.owner = "alice"
            service.createdAt = 100_000
            service.deletion = ServiceDeletion(requestedAt: 1, removesVolumes: true)
        }
        facts.observed.volumes = ["v1", "v2", "v3", "v4", "v5", "v6"]
        facts.observed.ownVolumes = [
            "v1": .init(owner: "alice", createdAt: 100_000), "v2": .init(owner: "bob", createdAt: 100_000),
            "v3": .init(owner: nil, createdAt: 100_000), "v4": .init(owner: "alice", createdAt: 100_000),
            "v5": .init(owner: "alice", createdAt: 98_000), "v6": .init(owner: "alice", createdAt: nil),
        ]
        facts.sharedVolumes = ["v4"]
        #expect(plan(facts).step == .removeVolume("v1"))
        facts.observed.volumes.remove("v1")
        #expect(plan(facts).step == .forget)
        facts.observed.volumes.insert("v1")
        facts.service.deletion?.removesVolumes = false
        #expect(plan(facts).step == .forget)
    }

    @Test func `take the refusal to end a container twice for no failure`() throws {
        var facts = try facts()
        facts.observed.containers = [try container("c1", facts) { $0.phase = .removing }]
        let id = facts.observed.containers[0].id
        var reconciliation = ServiceReconciliation()
        for _ in 0..<5 {
            #expect(reconciliation.plan(facts).step == .remove(id))
            reconciliation.note(EngineFailure(.conflict), in: .remove(id), facts: facts)
            let paused = reconciliation.plan(facts)
            #expect(paused.step == nil)
            #expect(paused.status?.failure == nil)
            facts.now = try #require(paused.lookAgainAt)
        }
        facts.observed.containers = []
        #expect(reconciliation.plan(facts).step == .prepareImage)
    }

    @Test func `keep an older container for later that an engine was slow to refuse`() throws {
        var facts = try facts { $0.generation = 2 }
        facts.observed.containers = [try container("c1", facts) { $0.phase = .exited }]
        let old = facts.observed.containers[0].id
        var reconciliation = ServiceReconciliation()
        #expect(reconciliation.plan(facts).step == .prepareImage)
        reconciliation.note(EngineFailure(.notFound), in: .prepareImage, facts: facts)
        #expect(reconciliation.plan(facts).step == .start(old))
        // By then the new one could be tried again.
        facts.now += 3_000
        reconciliation.note(EngineFailure(.failed), in: .start(old), facts: facts)
        #expect(reconciliation.failure?.code == "notFound")
        #expect(reconciliation.plan(facts).step == .prepareImage)
        reconciliation.note(EngineFailure(.notFound), in: .prepareImage, facts: facts)
        facts.now += 10_000
        reconciliation.note(EngineFailure(.notFound), in: .prepareImage, facts: facts)
        #expect(reconciliation.plan(facts).step == .start(old))
    }

    @Test func `start the next older container when one can never start again`() throws {
        var facts = try facts { $0.generation = 3 }
        facts.observed.containers = [
            try container("c1", facts) { $0.phase = .exited },
            try container("c2", facts, generation: 2) { $0.phase = .exited },
        ]
        let (oldest, old) = (facts.observed.containers[0].id, facts.observed.containers[1].id)
        var reconciliation = ServiceReconciliation()
        #expect(reconciliation.plan(facts).step == .prepareImage)
        reconciliation.note(EngineFailure(.notFound), in: .prepareImage, facts: facts)
        #expect(reconciliation.plan(facts).step == .start(old))
        reconciliation.note(EngineFailure(.notFound), in: .start(old), facts: facts)
        #expect(reconciliation.plan(facts).step == .start(oldest))
    }

    @Test func `leave alone what a service has that was made after the deleted one`() throws {
        var facts = try facts { service in
            service.volumes = [ServiceVolume("data:/data")].compactMap(\.self)
            service.createdAt = 100_000
            service.deletion = ServiceDeletion(requestedAt: 1, removesVolumes: true)
        }
        facts.observed.containers = [
            try container("c1", facts, generation: 3) { $0.serviceCreatedAt = 100_000 },
            try container("c2", facts) { $0.serviceCreatedAt = 200_000 },
        ]
        facts.observed.networks = [facts.engineName(network: "default")]
        facts.observed.volumes = [facts.engineName(volume: "data")]
        #expect(plan(facts).step == .stop(facts.observed.containers[0].id))
        facts.observed.containers.removeFirst()
        #expect(plan(facts).step == .forget)
    }

    @Test func `rename a container last, and let nothing wait for it`() throws {
        var facts = try facts { service in
            service.generation = 2
            service.idleSeconds = 600
        }
        let old = try container("c1", facts) { $0.phase = .exited }
        let new = try container("c2", facts, generation: 2) { $0.name = old.id }
        facts.observed.containers = [old, new]
        facts.published = ServiceEndpoints(service: "web", node: "n", phase: .ready, updatedAt: now)
        facts.lastUse = now
        var reconciliation = ServiceReconciliation()
        #expect(reconciliation.plan(facts).step == .remove(old.id))
        facts.observed.containers.removeFirst()
        #expect(reconciliation.plan(facts).step == .rename(new.id))
        reconciliation.note(EngineFailure(.accessDenied), in: .rename(new.id), facts: facts)
        let refused = reconciliation.plan(facts)
        #expect(refused.step == nil)
        #expect(refused.status?.failure == nil)
        #expect(refused.lookAgainAt == now + 300_000)
        facts.now += 300_000
        #expect(reconciliation.plan(facts).step == .rename(new.id))
        facts.now += 300_000
        #expect(reconciliation.plan(facts).step == .stop(new.id))
    }

    @Test func `make another container when an engine cannot start one for the second time`() throws {
        var facts = try facts()
        facts.observed.containers = [try container("c1", facts) { $0.phase = .created }]
        let id = facts.observed.containers[0].id
        var reconciliation = ServiceReconciliation()
        for _ in 0..<2 {
            #expect(reconciliation.plan(facts).step == .start(id))
            reconciliation.note(EngineFailure(.failed), in: .start(id), facts: facts)
            facts.now += 1_000
        }
        #expect(reconciliation.plan(facts).step == .remove(id))
    }
}
