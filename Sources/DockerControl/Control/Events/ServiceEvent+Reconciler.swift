internal import ProxyModel

extension ServiceEvent {
    /// What has become of a service between two statuses, in the order in which to tell it.
    ///
    /// A failure that comes again with the same words is told once, until the service was without one.
    static func changes(from former: ServiceStatus?, to status: ServiceStatus) -> [ServiceEvent] {
        var events: [ServiceEvent] = []
        func tell(_ action: String, _ message: String = "") {
            var event = ServiceEvent(action, message, at: status.updatedAt)
            event.containerID = status.containerID
            event.containerName = status.containerName
            event.generation = status.generation
            events.append(event)
        }
        if let failure = status.failure,
            failure.code != former?.failure?.code
                || failure.message != former?.failure?.message
        {
            tell(ServiceRule(rawValue: failure.code) == nil ? "failed" : "refused", failure.message)
        }
        let known = former?.drift ?? []
        if !status.drift.isEmpty, status.drift != known {
            tell("drifted", status.drift.joined(separator: "; "))
        } else if status.drift.isEmpty, !known.isEmpty, status.containerID == former?.containerID {
            tell("drift_ended", "as it was made again, no longer " + known.joined(separator: "; "))
        }
        let isOther = status.phase != former?.phase
        switch status.phase {
        case .pulling where isOther, .building where isOther:
            events.append(ServiceEvent(status.phase.rawValue, at: status.updatedAt))
        case .asleep where isOther: tell("slept", "no requests came")
        case .running where isOther || status.containerID != former?.containerID:
            let place = status.address.map { ", at \($0)" } ?? ""
            let isSwitch = former?.containerID != nil && status.containerID != former?.containerID
            tell(
                isSwitch ? "replaced" : "ready",
                "requests go to generation \(status.generation ?? 0)\(place)")
        default: break
        }
        if former?.phase == .asleep, ![.asleep, .stopping, .stopped, .removing].contains(status.phase) {
            events.insert(ServiceEvent("woken", "a request came", at: status.updatedAt), at: 0)
        }
        return events
    }

    /// What a step has done; nil for those that the engine tells of, and those that nobody wants to know of.
    static func done(_ step: ReconciliationStep, _ result: StepExecution.Result, node: String, at: Int64) -> Self? {
        switch step {
        case .claim: return ServiceEvent("claimed", "by the engine of the node \(node)", at: at)
        case .prepareImage:
            guard case .image(let image) = result else { return nil }
            return ServiceEvent("image_ready", "\(image)", at: at)
        case .makeNetwork(let name): return ServiceEvent("network_created", name, at: at)
        case .makeVolume(let name): return ServiceEvent("volume_created", name, at: at)
        case .connect(_, let network): return ServiceEvent("network_connected", network, at: at)
        case .disconnect(_, let network): return ServiceEvent("network_disconnected", network, at: at)
        case .create, .start, .resume, .rename, .limit, .stop, .remove, .readOutput, .removeNetwork, .removeVolume,
            .forget:
            return nil
        }
    }
}
