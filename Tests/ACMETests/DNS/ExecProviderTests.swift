import ACME
import Glibc
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Publishing by a program` {
    private static let record = TXTRecord(name: "_acme-challenge.a.example.com", zone: "example.com", value: "-d ig")

    private func hook(_ script: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(Array(("#!/bin/sh\n" + script + "\n").utf8), to: "hook.sh")
        let status = unsafe chmod(folder.path("hook.sh"), 0o700)
        #expect(status == 0)
        return folder
    }

    private func provider(
        _ folder: TemporaryFolder, secret: String? = "s3cret", timeout: Duration = .seconds(20)
    ) throws -> ExecProvider {
        try #require(
            ExecProvider(
                folder: String(folder.path("").dropLast()), command: "hook.sh", secret: secret, timeout: timeout))
    }

    @Test func `gives the program the change, and nothing of our environment`() async throws {
        let folder = try hook(#"{ for a in "$@"; do echo "$a"; done; env | sort | grep -v ^PWD=; } >> "${0%/*}/log""#)
        unsafe setenv("PROXYD_TEST_SECRET", "x", 1)
        let provider = try provider(folder)
        try await provider.add(Self.record)
        try await provider.remove(Self.record)
        let environment = [
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "PROXYD_DNS_SECRET=s3cret",
            "PROXYD_DNS_TTL=60",
        ]
        let lines = String(decoding: try folder.read("log"), as: UTF8.self).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("_=") && !$0.hasPrefix("OLDPWD") && !$0.hasPrefix("SHLVL") }
        let words = ["_acme-challenge.a.example.com", "example.com", "-d ig"]
        #expect(lines == ["add"] + words + environment + ["remove"] + words + environment)
    }

    @Test func `tells what a program says that fails, without the credential`() async throws {
        let folder = try hook("echo \"no zone for $PROXYD_DNS_SECRET\" >&2; exit 3")
        let provider = try provider(folder)
        let failure = try #require(await ZoneInterface.failure { try await provider.add(Self.record) })
        #expect(failure.code == .refused)
        #expect(failure.detail.hasSuffix("ended with code 3: no zone for … "))
    }

    @Test func `takes only the beginning of much`() async throws {
        let folder = try hook("yes | head -c 1000000; exit 1")
        let provider = try provider(folder)
        let failure = try #require(await ZoneInterface.failure { try await provider.add(Self.record) })
        #expect(failure.code == .refused && failure.detail.utf8.count < 1000)
    }

    @Test func `ends a program that hangs, and what it has started`() async throws {
        let folder = try hook("echo $$ > \"${0%/*}/pid\"; sleep 1000 & wait")
        let provider = try provider(folder, timeout: .milliseconds(300))
        let failure = try #require(await ZoneInterface.failure { try await provider.add(Self.record) })
        #expect(failure.code == .timedOut)
        let pid = try #require(
            Int32(String(decoding: try folder.read("pid"), as: UTF8.self).split(separator: "\n").first ?? ""))
        #expect(kill(pid, 0) == -1)
    }

    @Test func `ends a program with its task`() async throws {
        let folder = try hook("sleep 1000")
        let provider = try provider(folder, timeout: .seconds(500))
        let task = Task { await ZoneInterface.failure { try await provider.add(Self.record) } }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        #expect(await task.value?.code == .cancelled)
    }

    @Test func `tells a program that is not there`() async throws {
        let provider = try #require(ExecProvider(folder: "/nonexistent", command: "hook", secret: nil))
        let failure = try #require(await ZoneInterface.failure { try await provider.add(Self.record) })
        #expect(failure.code == .misconfigured)
    }

    @Test(arguments: ["", ".hidden", "..", "../x", "a/b", "/bin/sh", "a\u{0}b"])
    func `runs nothing outside of its folder`(_ command: String) {
        #expect(ExecProvider(folder: "/tmp", command: command, secret: nil) == nil)
    }
}
