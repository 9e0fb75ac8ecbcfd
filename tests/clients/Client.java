// Java: reads lines "SCENARIO HOST PORT", prints "SCENARIO<TAB>accept|reject<TAB>REASON". java Client.java ROOTS SCRATCH

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

public class Client {
  // The trust store as an administrator makes one with keytool.
  static void writeStore(String roots, String path) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int count = 0;
    try (FileInputStream file = new FileInputStream(roots)) {
      for (Certificate root : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
        store.setCertificateEntry("root-" + ++count, root);
      }
    }
    try (FileOutputStream file = new FileOutputStream(path)) {
      store.store(file, "changeit".toCharArray());
    }
    System.setProperty("javax.net.ssl.trustStore", path);
    System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
  }

  static void visit(String host, int port) throws Exception {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    try (Socket plain = new Socket("127.0.0.1", port);
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true)) {
      plain.setSoTimeout(10000);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().read();
    }
  }

  static String reason(Throwable error) {
    while (error.getCause() != null && error.getCause() != error) {
      error = error.getCause();
    }
    return (error.getClass().getSimpleName() + ": " + error.getMessage()).replaceAll("\\s+", " ");
  }

  public static void main(String[] arguments) throws Exception {
    System.err.println("Java " + System.getProperty("java.version") + " " + System.getProperty("java.vendor"));
    writeStore(arguments[0], arguments[1] + "/trust.p12");
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = input.readLine()) != null;) {
      String[] words = line.split(" ");
      String result = "accept\t";
      try {
        visit(words[1], Integer.parseInt(words[2]));
      } catch (Exception error) {
        result = "reject\t" + reason(error);
      }
      System.out.println(words[0] + "\t" + result);
    }
  }
}
