import DockerControl
import ProxyModel
import Testing

/// Several services, an engine that fails, and a reconciler that is killed at every point and goes on elsewhere.
private struct Simulation {
    enum Broken: Error { case rule(String) }

    static let names = ["a", "b", "c"]
    var random: SeededBytes
    var engine = SimulatedEngine()
    var records: [String: (service: ContainerService, revision: Revision)] = [:]
    var endpoints: [String: ServiceEndpoints] = [:]
    var statuses: [String: ServiceStatus] = [:]
    var lookAgainAt: [String: Int64] = [:]
    /// What the process remembers that has the lease.
    var reconciliations: [String: ServiceReconciliation] = [:]
    /// When services were created that were deleted since, by name.
    var removals: [String: Set<Int64>] = [:]
    var revision: Revision = 0
    var isFaulty = true
    /// Steps that were done.
    var steps = 0
    /// Steps that the engine refused.
    var refusals = 0
    /// Containers that were removed because their services had been deleted before they came.
    var lateRemovals = 0

    init(seed: UInt64) { random = SeededBytes(seed: seed) }

    mutating func chance(_ one: UInt64) -> Bool { random.next() % one == 0 }

    var surroundings: ReconciliationFacts.Surroundings {
        get throws {
            ReconciliationFacts.Surroundings(
                engine: "E", node: "n", installation: try #require(InstallationID("0123456789abcdef")))
        }
    }

    // MARK: Operators

    mutating func operate() throws {
        let name = Self.names[Int(random.next() % 3)]
        revision += 1
        guard var record = records[name] else {
            var service = ContainerService(name: name, createdAt: engine.now)
            service.image = "busybox"
            service.drainSeconds = Int(random.next() % 3)
            service.startSeconds = 2
            if chance(2) { service.volumes = [try #require(ServiceVolume("data:/data"))] }
            if chance(3) { service.networks = ["one", "two"] }
            if chance(3) { service.idleSeconds = 5 }
            if chance(3) {
                service.ports = [
                    ServicePort(name: "p", hostPort: 9_000 + UInt16(name.utf8.first ?? 0), containerPort: 80)
                ]
            }
            if chance(4) { service.restartPolicy = .never }
            records[name] = (service, revision)
            return
        }
        guard record.service.deletion == nil else { return }
        switch random.next() % 5 {
        case 0: record.service.deletion = ServiceDeletion(requestedAt: engine.now, removesVolumes: chance(2))
        case 1: record.service.activity = .stopped
        case 2: record.service.activity = .running
        default: record.service.generation += 1
        }
        record.revision = revision
        records[name] = record
    }

    // MARK: The reconciler

    func facts(_ name: String) throws -> ReconciliationFacts? {
        guard let record = records[name] else { return nil }
        var facts = ReconciliationFacts(
            record.service, revision: record.revision, at: engine.now, in: try surroundings)
        facts.observed = engine.observed(name)
        facts.published = endpoints[name]
        facts.previous = statuses[name]
        facts.lastUse = 0
        facts.isWakeWanted = isFaulty && endpoints[name]?.phase == .asleep && engine.now % 3 == 0
        for other in records.values.map(\.service) where other.name != name && other.deletion == nil {
            let wants = ReconciliationFacts(other, revision: 0, at: 0, in: try surroundings)
            facts.sharedNetworks.formUnion(wants.networks.map { wants.engineName(network: $0) })
            facts.sharedVolumes.formUnion(wants.volumes.map { wants.engineName(volume: $0) })
        }
        return facts
    }

    /// One turn for one service; true when something was done.
    mutating func turn(_ name: String) throws -> Bool {
        guard let facts = try facts(name) else { return try sweep(name) }
        var reconciliation = reconciliations[name] ?? ServiceReconciliation()
        let plan = reconciliation.plan(facts)
        reconciliations[name] = reconciliation
        lookAgainAt[name] = plan.lookAgainAt
        if isFaulty, chance(40) { return kill() }
        let hasNews = plan.status != nil && !isSame(endpoints[name], plan.endpoints)
        if plan.status != nil {
            if hasNews { endpoints[name] = plan.endpoints }
            statuses[name] = plan.status
        }
        try check(plan, facts)
        if isFaulty, chance(40) { return kill() }
        guard let step = plan.step else { return hasNews }
        if isFaulty, step == .create, chance(3) {
            // The container comes when nobody waits for it any more.
            engine.create(facts, after: Int64(random.next() % 20_000))
            reconciliation.note(EngineFailure(.timedOut), in: step, facts: facts)
            reconciliations[name] = reconciliation
            return false
        }
        if isFaulty, chance(20) {
            // The engine refuses, before or after it has done it, and takes its time.
            if chance(2) { try? engine.perform(step, facts) }
            engine.now += Int64(random.next() % 3_000)
            var late = facts
            late.now = engine.now
            reconciliation.note(EngineFailure(.failed), in: step, facts: late)
            reconciliations[name] = reconciliation
            return false
        }
        do throws(EngineFailure) {
            try engine.perform(step, facts)
            steps += 1
            record(step, facts)
            if case .prepareImage = step, let image = ImageReference("busybox") {
                reconciliation.note(image: image, for: facts.service)
            }
            if case .readOutput(let container) = step { reconciliation.note(output: ["last"], of: container) }
        } catch {
            refusals += 1
            reconciliation.note(error, in: step, facts: facts)
        }
        reconciliations[name] = reconciliation
        if isFaulty, chance(40) { return kill() }
        return true
    }

    /// Takes away what an engine has made of a service after it was deleted; true when there was something.
    private mutating func sweep(_ name: String) throws -> Bool {
        let step = ServiceReconciliation.planUnrecorded(engine.observed(name), removals: removals[name] ?? [])
        if case .remove(let id)? = step {
            engine.remove(id)
            lateRemovals += 1
            return true
        }
        let wanted = try records.values.flatMap { record in
            let wants = ReconciliationFacts(record.service, revision: 0, at: 0, in: try surroundings)
            return wants.networks.map { wants.engineName(network: $0) }
        }
        engine.removeNetworks(besides: Set(wanted))
        return false
    }

    private mutating func record(_ step: ReconciliationStep, _ facts: ReconciliationFacts) {
        switch step {
        case .claim:
            revision += 1
            records[facts.service.name]?.service.engine = "E"
            records[facts.service.name]?.revision = revision
        case .forget:
            removals[facts.service.name, default: []].insert(facts.service.createdAt)
            records[facts.service.name] = nil
            endpoints[facts.service.name] = nil
            statuses[facts.service.name] = nil
        default: break
        }
    }

    /// The process ends; the next one knows what is on record and at the engine.
    private mutating func kill() -> Bool {
        reconciliations = [:]
        return true
    }

    private func isSame(_ left: ServiceEndpoints?, _ right: ServiceEndpoints?) -> Bool {
        var right = right
        if let left { right?.updatedAt = left.updatedAt }
        return left == right
    }

    // MARK: Rules

    private func check(_ plan: ReconciliationPlan, _ facts: ReconciliationFacts) throws {
        let named = Set(endpoints[facts.service.name]?.upstreams.map(\.host) ?? [])
        for container in facts.observed.containers {
            let addresses = container.addresses.values.compactMap { $0 }
            let isNamed = container.phase == .running && addresses.contains(where: named.contains)
            if plan.step == .stop(container.id) || plan.step == .remove(container.id), isNamed {
                let isAlone = !facts.observed.containers.contains { other in
                    other.id != container.id && other.addresses.values.contains { addresses.contains($0 ?? "") }
                }
                if isAlone { throw Broken.rule("\(container.name) is ended while requests go there") }
            }
        }
        guard facts.service.deletion == nil, facts.service.activity == .running, facts.service.engine != nil,
            let published = plan.endpoints
        else { return }
        if published.phase == .ready {
            let hosts = facts.observed.containers.filter { $0.phase == .running }
                .flatMap { $0.addresses.values.compactMap { $0 } }
            guard published.upstreams.allSatisfy({ hosts.contains($0.host) }) else {
                throw Broken.rule("requests go where nothing runs")
            }
        }
        let serves = facts.observed.containers.contains { $0.phase == .running && $0.isListening }
        let isReplacing = if case .stop? = plan.step { true } else { false }
        if serves, !isReplacing, ![.ready, .asleep].contains(published.phase) {
            throw Broken.rule("nobody gets the requests that \(facts.service.name) could have")
        }
    }

    /// Goes on without faults until nothing is done any more.
    mutating func settle() throws {
        isFaulty = false
        var quiet = 0
        for _ in 0..<200 where quiet < 8 {
            var isBusy = false
            for name in Self.names {
                for _ in 0..<60 {
                    guard try turn(name) else { break }
                    isBusy = true
                }
            }
            let isPending = lookAgainAt.contains { records[$0.key] != nil && $0.value > engine.now }
            quiet = isBusy || isPending || !engine.pending.isEmpty ? 0 : quiet + 1
            engine.now += isBusy ? 1_001 : 7_001
            engine.catchUp()
        }
    }

    func checkEnd() throws {
        for (name, record) in records {
            let service = record.service
            guard service.deletion == nil else {
                throw Broken.rule("\(name) is not gone: \(String(describing: statuses[name]))")
            }
            let own = engine.containers.values.filter { $0.service == name }
            let running = own.filter(\.isActive)
            let fate = SimulatedEngine.fate(name, service.generation)
            let phase = endpoints[name]?.phase
            if service.activity == .stopped || phase == .asleep {
                guard running.isEmpty, own.count <= 1 else { throw Broken.rule("\(name) is not stopped: \(own)") }
            } else if fate == .well {
                let isLone = own.count == 1 && running.first?.generation == service.generation
                let hasFailed = service.restartPolicy == .never && statuses[name]?.phase == .failed
                guard isLone && (phase == .ready || hasFailed) || hasFailed else {
                    throw Broken.rule("\(name) does not run alone: \(own), \(String(describing: statuses[name]))")
                }
            } else if statuses[name]?.failure == nil {
                throw Broken.rule("\(name) does not say that it failed: \(String(describing: statuses[name]))")
            }
        }
        let owners = engine.containers.values.filter { records[$0.service] == nil }
        guard owners.isEmpty else { throw Broken.rule("containers without a record: \(owners)") }
        if records.isEmpty, !engine.networks.isEmpty { throw Broken.rule("networks are left: \(engine.networks)") }
    }
}

@Suite struct `The decisions on services in a simulation` {
    @Test(arguments: 1...200 as ClosedRange<UInt64>) func `come to what is on record whatever happens`(seed: UInt64)
        throws
    {
        var simulation = Simulation(seed: seed)
        for _ in 0..<400 {
            switch simulation.random.next() % 12 {
            case 0: try simulation.operate()
            case 1: simulation.engine.meddle(simulation.random.next())
            case 2: if simulation.chance(8) { simulation.engine.crash() }
            default: _ = try simulation.turn(Simulation.names[Int(simulation.random.next() % 3)])
            }
            simulation.engine.now += Int64(simulation.random.next() % 400)
            simulation.engine.catchUp()
        }
        try simulation.settle()
        try simulation.checkEnd()
        for name in simulation.records.keys {
            simulation.revision += 1
            simulation.records[name]?.service.deletion = ServiceDeletion(requestedAt: 1, removesVolumes: true)
            simulation.records[name]?.revision = simulation.revision
        }
        try simulation.settle()
        try simulation.checkEnd()
        #expect(simulation.steps > 40)
        #expect(simulation.records.isEmpty)
        #expect(simulation.engine.containers.isEmpty)
        #expect(simulation.engine.networks.isEmpty)
    }

    @Test func `take away containers that come after their services were deleted`() throws {
        var removed = 0
        for seed in 1...40 as ClosedRange<UInt64> {
            var simulation = Simulation(seed: seed)
            for name in Simulation.names {
                var service = ContainerService(name: name, createdAt: 1)
                service.image = "busybox"
                simulation.records[name] = (service, 1)
            }
            simulation.revision = 1
            for _ in 0..<30 {
                _ = try simulation.turn(Simulation.names[Int(simulation.random.next() % 3)])
                simulation.engine.now += 100
            }
            for name in simulation.records.keys {
                simulation.records[name]?.service.deletion = ServiceDeletion(requestedAt: 1, removesVolumes: true)
                simulation.records[name]?.revision = 2
            }
            try simulation.settle()
            try simulation.checkEnd()
            #expect(simulation.engine.containers.isEmpty)
            removed += simulation.lateRemovals
        }
        #expect(removed > 0)
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>) func `ask an engine seldom that refuses everything`(seed: UInt64)
        throws
    {
        let codes: [EngineFailure.Code] = [.outOfSpace, .failed, .portTaken, .conflict, .notFound, .timedOut]
        var simulation = Simulation(seed: seed)
        simulation.isFaulty = false
        for _ in 0..<Int(seed % 7) * 20 {
            if simulation.chance(6) { try simulation.operate() }
            if simulation.chance(20) { simulation.engine.crash() }
            _ = try simulation.turn(Simulation.names[Int(simulation.random.next() % 3)])
            simulation.engine.now += Int64(simulation.random.next() % 400)
        }
        while simulation.records.count < 3 { try simulation.operate() }
        for index in simulation.records.keys.sorted().indices {
            let name = simulation.records.keys.sorted()[index]
            simulation.records[name]?.service.generation += 1
            simulation.records[name]?.revision += 1
            if index == 1 { simulation.engine.crash() }
        }
        simulation.engine.refusal = codes[Int(seed) % codes.count]
        for second in 0..<600 {
            for name in Simulation.names {
                let before = simulation.refusals
                for _ in 0..<50 { guard try simulation.turn(name) else { break } }
                let asked = simulation.refusals - before
                let told = String(describing: simulation.statuses[name])
                try #require(asked < 12, "\(name) in second \(second): \(told)")
            }
            simulation.engine.now += 1_000
        }
        #expect(simulation.refusals < 600)
    }
}
