package import ProxyModel
internal import Synchronization

/// Gives addresses to containers that others started, by their labels, as long as they are there.
package final class LabelFollower: Sendable {
    /// Containers that are looked at; the others are left out.
    private static let limit = 500
    private static let pause = Duration.seconds(1)
    /// How long after an event a look begins, so that many events make one.
    private static let calm = Duration.milliseconds(200)
    /// Between looks for what no event has told.
    private static let fullLook = Duration.seconds(30)

    private let globs: [String]
    private let controller: EngineController
    private let editor: any ConfigurationEditing
    private let snapshot: @Sendable () -> ConfigurationSnapshot?
    private let now: @Sendable () -> Int64
    private let note: @Sendable (EngineNotice) -> Void
    private let told = Mutex<[EngineName: LabelledContainer.Problem]>([:])

    /// Makes a follower of the engine that is controlled; `globs` are the hosts that labels may ask for.
    package init(
        globs: [String], controller: EngineController, editor: any ConfigurationEditing,
        snapshot: @escaping @Sendable () -> ConfigurationSnapshot?, now: @escaping @Sendable () -> Int64,
        note: @escaping @Sendable (EngineNotice) -> Void
    ) {
        self.globs = globs
        self.controller = controller
        self.editor = editor
        self.snapshot = snapshot
        self.now = now
        self.note = note
    }

    /// Works until the task is cancelled; without the engine everything stays as it was.
    package func run() async {
        while !Task.isCancelled {
            if let client = controller.client, case .connected(let engine, _, _, let node) = await controller.engine() {
                await follow(client, LabelPlan(globs: globs, engine: engine, node: node))
            }
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// Looks after each event, until the engine is away.
    private func follow(_ client: EngineClient, _ plan: LabelPlan) async {
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        signal.yield()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do throws(EngineFailure) {
                    let events = try await client.events(kinds: [.container, .network])
                    signal.yield()
                    for try await _ in events { signal.yield() }
                } catch {
                    return
                }
            }
            group.addTask {
                while (try? await Task.sleep(for: Self.fullLook)) != nil { signal.yield() }
            }
            group.addTask {
                for await _ in signals {
                    guard (try? await Task.sleep(for: Self.calm)) != nil, await self.look(client, plan) else { return }
                }
            }
            await group.next()
            group.cancelAll()
            signal.finish()
        }
    }

    /// Whether the engine could be asked; what cannot be written now is written after the next look.
    private func look(_ client: EngineClient, _ plan: LabelPlan) async -> Bool {
        let containers: [LabelledContainer]
        do throws(EngineFailure) {
            containers = try await Self.containers(client)
        } catch {
            return false
        }
        guard let snapshot = snapshot() else { return true }
        let now = now()
        let planned = plan.changes(for: containers, in: snapshot, now: now)
        tell(planned.problems)
        guard !planned.changes.isEmpty else { return true }
        try? await editor.edit { (snapshot) throws(Problem) in
            plan.changes(for: containers, in: snapshot, now: now).changes
        }
        return true
    }

    private static func containers(_ client: EngineClient) async throws(EngineFailure) -> [LabelledContainer] {
        var containers: [LabelledContainer] = []
        var images: [String: ImageDetails?] = [:]
        for summary in try await client.containers(labels: [LabelledContainer.filter]).prefix(limit) {
            do throws(EngineFailure) {
                let details = try await client.container(summary.id)
                if images[details.imageID] == nil {
                    images[details.imageID] = try? await client.image(id: details.imageID)
                }
                guard details.id == summary.id,
                    let container = LabelledContainer(details, image: images[details.imageID] ?? nil)
                else { continue }
                containers.append(container)
            } catch {
                // It went between the list and the look.
                guard error.code == .notFound else { throw error }
            }
        }
        return containers
    }

    /// Tells each problem once.
    private func tell(_ problems: [EngineName: LabelledContainer.Problem]) {
        let news = told.withLock { told in
            defer { told = problems }
            return problems.filter { told[$0.key] != $0.value }
        }
        for (name, problem) in news.sorted(by: { $0.key.description < $1.key.description }) {
            note(EngineNotice(.warning, "labels of the container \(name) are not followed: \(problem)"))
        }
    }
}
