/// The health of a node and of what it depends on.
package struct HealthReport: Sendable, Equatable {
    /// One component.
    package struct Component: Sendable, Equatable {
        /// As the answer of `/health` names it.
        package var name: String
        /// How it is for this node.
        package var status: Status
        /// One round trip, in milliseconds; nil where nothing is asked, or no answer came.
        package var responseTimeMS: Double?
        /// The version of the component; nil where it has none of its own.
        package var version: String?
        /// For the operator; shown to everybody, so without addresses, names and secrets.
        package var detail: String?
        /// What the admin is shown instead; nil = the same.
        package var adminDetail: String?

        /// Makes a component.
        package init(
            name: String, status: Status, responseTimeMS: Double? = nil, version: String? = nil, detail: String? = nil,
            adminDetail: String? = nil
        ) {
            self.name = name
            self.status = status
            self.responseTimeMS = responseTimeMS
            self.version = version
            self.detail = detail
            self.adminDetail = adminDetail
        }
    }

    /// How something is.
    package enum Status: String, Sendable {
        case healthy, degraded, unhealthy
    }

    /// In the order in which they are shown; the store is called `database`.
    package var components: [Component]
    /// Whether traffic can be served; without it the answer is a 503.
    package var canServe: Bool
    /// Whether the control plane's background work runs.
    package var isSchedulerRunning: Bool
    /// Certificates of the configuration in force.
    package var certificatesLoaded: Int
    /// Whether a listener for HTTPS is open.
    package var isHTTPSEnabled: Bool

    /// Makes a report.
    package init(
        components: [Component], canServe: Bool, isSchedulerRunning: Bool, certificatesLoaded: Int,
        isHTTPSEnabled: Bool
    ) {
        self.components = components
        self.canServe = canServe
        self.isSchedulerRunning = isSchedulerRunning
        self.certificatesLoaded = certificatesLoaded
        self.isHTTPSEnabled = isHTTPSEnabled
    }

    /// What is not as it should be makes a node degraded; one that is in order and does not serve (as it ends) is unhealthy.
    package var status: Status {
        if !canServe { return components.contains { $0.status != .healthy } ? .degraded : .unhealthy }
        return components.allSatisfy { $0.status == .healthy } ? .healthy : .degraded
    }
}
