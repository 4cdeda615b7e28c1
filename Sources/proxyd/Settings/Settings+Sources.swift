internal import DockerControl
internal import Glibc
internal import OAuthServer

extension Settings {
    /// Whether this process may bind to low ports.
    static var isRoot: Bool { geteuid() == 0 }

    /// Reads every setting once, and checks those that depend on each other.
    ///
    /// Throws `SettingProblems` with all that are refused.
    init(_ sources: SettingSources, isRoot: Bool = Settings.isRoot) throws(SettingProblems) {
        self.init(isRoot: isRoot)
        var problems: [SettingProblem] = []
        for setting in SettingCatalogue.all {
            do throws(SettingProblem) {
                guard let (text, origin) = try sources.value(of: setting) else { continue }
                try setting.assign(text, from: origin, to: &self)
            } catch { problems.append(error) }
        }
        // What a check says of a setting that was refused already would only mislead.
        for problem in Self.problems(of: self) where !problems.contains(where: { $0.name == problem.name }) {
            problems.append(problem)
        }
        guard problems.isEmpty else { throw SettingProblems(all: problems) }
    }

    /// What is wrong with settings together.
    private static func problems(of settings: Settings) -> [SettingProblem] {
        var problems: [SettingProblem] = []
        do throws(SettingProblem) { try settings.checkPorts() } catch { problems.append(error) }
        do throws(SettingProblem) { try settings.checkSizes() } catch { problems.append(error) }
        do throws(SettingProblem) { try settings.checkFirstUser() } catch { problems.append(error) }
        do throws(SettingProblem) { try settings.checkDocker() } catch { problems.append(error) }
        do throws(SettingProblem) { _ = try OAuthSettings(settings) } catch { problems.append(error) }
        return problems
    }

    /// The first account has a name and a password, both of which an account can have.
    private func checkFirstUser() throws(SettingProblem) {
        let password = oauth.firstUserPassword?.reveal()
        guard let name = oauth.firstUser else {
            guard password == nil else {
                throw SettingProblem(
                    name: "OAUTH_ADMIN_USER", reason: "is missing, but OAUTH_ADMIN_PASSWORD is there",
                    example: "admin", origin: nil)
            }
            return
        }
        guard let password else {
            throw SettingProblem(
                name: "OAUTH_ADMIN_PASSWORD", reason: "is missing, but OAUTH_ADMIN_USER is there",
                example: "$(openssl rand -base64 18)", origin: nil)
        }
        do throws(Password.Weakness) {
            _ = try Password(new: password, for: name)
        } catch {
            throw SettingProblem(
                name: "OAUTH_ADMIN_PASSWORD", reason: error.rawValue, example: "$(openssl rand -base64 18)",
                origin: nil)
        }
    }

    /// The engine's address and what TLS with it needs.
    private func checkDocker() throws(SettingProblem) {
        guard docker.host != nil else { return }
        guard !docker.verifiesTLS || docker.certificateFolder != nil else {
            throw SettingProblem(
                name: "DOCKER_CERT_PATH", reason: "is missing, but DOCKER_TLS_VERIFY is on",
                example: "/etc/proxyd/docker", origin: nil)
        }
        do throws(EngineAddress.Problem) {
            _ = try docker.address()
        } catch {
            throw SettingProblem(
                name: "DOCKER_HOST", reason: "\(error)", example: "unix:///var/run/docker.sock", origin: nil)
        }
    }

    private func checkPorts() throws(SettingProblem) {
        var names: [UInt16: String] = [:]
        let ports =
            listeners.httpPorts.map { ("HTTP_PORT", $0) } + listeners.httpsPorts.map { ("HTTPS_PORT", $0) } + [
                ("API_PORT", listeners.apiPort), ("PROXY_PROTOCOL_PORT", listeners.proxyProtocolPort),
            ]
        for (name, port) in ports where port != 0 {
            guard let other = names.updateValue(name, forKey: port) else { continue }
            throw SettingProblem(
                name: name, reason: other == name ? "\(port) is there twice" : "\(port) is also the \(other)",
                example: "\(port &+ 1)", origin: nil)
        }
        guard !names.isEmpty else {
            throw SettingProblem(
                name: "HTTP_PORT", reason: "every listener is switched off", example: "8080", origin: nil)
        }
    }

    private func checkSizes() throws(SettingProblem) {
        guard limits.requestLine <= limits.head else {
            throw SettingProblem(
                name: "MAX_REQUEST_LINE",
                reason: "\(ByteSize.text(limits.requestLine)) is more than MAX_HEADER_SIZE, of which it is a part",
                example: "16KiB", origin: nil)
        }
    }
}
