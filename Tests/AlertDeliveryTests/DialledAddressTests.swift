import AlertDelivery
import Testing

private let addresses: [(String, DialledAddress.Reach)] = [
  ("8.8.8.8", .global), ("1.1.1.1", .global),
  ("2606:4700:4700::1111", .global), ("::ffff:8.8.8.8", .global), ("64:ff9b::808:808", .global),
  ("2002:808:808::1", .global), ("9.255.255.255", .global), ("11.0.0.0", .global),
  ("172.15.255.255", .global), ("172.32.0.0", .global), ("192.167.255.255", .global),
  ("192.169.0.0", .global), ("100.63.255.255", .global), ("100.128.0.0", .global),
  ("126.255.255.255", .global), ("128.0.0.0", .global), ("169.253.255.255", .global),
  ("169.255.0.0", .global), ("223.255.255.255", .global), ("fd20::", .local),
  ("127.0.0.1", .local), ("127.255.255.255", .local), ("0.0.0.0", .local), ("10.0.0.1", .local),
  ("10.255.255.255", .local), ("172.16.0.1", .local), ("172.31.255.255", .local),
  ("192.168.0.1", .local), ("100.64.0.1", .local), ("100.127.255.255", .local),
  ("192.0.0.8", .local), ("198.18.0.1", .local), ("198.19.255.255", .local), ("::", .local),
  ("::1", .local), ("fc00::1", .local), ("fdff::1", .local), ("fec0::1", .local),
  ("::ffff:127.0.0.1", .local), ("::127.0.0.1", .local), ("::ffff:10.1.2.3", .local),
  ("64:ff9b::7f00:1", .local), ("64:ff9b:1::1", .local), ("2002:7f00:1::", .local),
  ("169.254.169.254", .barred), ("169.254.0.1", .barred), ("::ffff:169.254.169.254", .barred),
  ("64:ff9b::a9fe:a9fe", .barred), ("2002:a9fe:a9fe::", .barred), ("::169.254.169.254", .barred),
  ("fe80::1", .barred), ("febf::1", .barred), ("fd00:ec2::254", .barred),
  ("fd20:ce::254", .barred), ("100.100.100.200", .barred), ("168.63.129.16", .barred),
  ("192.0.0.192", .barred), ("224.0.0.1", .barred), ("239.255.255.255", .barred),
  ("255.255.255.255", .barred), ("240.0.0.1", .barred), ("ff02::1", .barred),
]

@Suite(.timeLimit(.minutes(1))) struct DialledAddressTests {
  @Test(arguments: addresses)
  private func `an address is judged by what it leads to`(
    _ text: String, _ expected: DialledAddress.Reach
  ) throws {
    #expect(try #require(DialledAddress(text)).reach == expected)
  }

  @Test(arguments: ["", "localhost", "127.1", "2130706433", "0x7f.1", "::g", "1.2.3.4.5"])
  func `what is no address in ordinary notation is none`(_ text: String) {
    #expect(DialledAddress(text) == nil)
  }

  @Test(arguments: [
    ("127.0.0.1", "127.0.0.1"), ("::ffff:127.0.0.1", "127.0.0.1"), ("FE80:0::1", "fe80::1"),
  ])
  func `an address is shown in its shortest notation`(_ text: String, _ shown: String) {
    #expect(DialledAddress(text)?.description == shown)
  }
}
