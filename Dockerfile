# The jar is made first, by Maven, outside:  mvn -q -DskipTests package && docker build -t understudy .
# So the image needs no Maven and no network, and any Java runtime (17 or newer) can be the base: --build-arg BASE=...
ARG BASE=eclipse-temurin:25-jre

# A training run, "demo", walks an enrolment and a step-up and leaves what the JVM has learned about the classes:
# an AOT cache on JDK 25, a class data archive before. Either is bound to this very JVM and jar; when it does not
# fit (another machine's image, a mounted jar), the JVM goes on without it and says nothing.
# Not C1 alone, although it starts faster: RSA signatures are eight times slower without what C2 knows about them.
FROM ${BASE} AS train
WORKDIR /opt/understudy
COPY target/understudy.jar understudy.jar
RUN set -eu; \
    echo '-XX:+UseSerialGC -XX:MaxRAMPercentage=70' > jvm.options; \
    if java -XX:AOTCacheOutput=probe.aot -version > /dev/null 2>&1; then \
      java @jvm.options -XX:AOTCacheOutput=understudy.cache -jar /opt/understudy/understudy.jar demo > /dev/null; \
      echo '-XX:AOTCache=/opt/understudy/understudy.cache -Xlog:aot*=off -Xlog:cds*=off' >> jvm.options; \
    else \
      java @jvm.options -XX:ArchiveClassesAtExit=understudy.cache -jar /opt/understudy/understudy.jar demo > /dev/null; \
      echo '-XX:SharedArchiveFile=/opt/understudy/understudy.cache -Xshare:auto -Xlog:cds*=off' >> jvm.options; \
    fi; \
    test -s understudy.cache; rm -f probe.aot*

FROM ${BASE}
# Written by hand, because not every base has useradd.
RUN set -eu; \
    echo 'understudy:x:10001:10001:Understudy:/var/lib/understudy:/sbin/nologin' >> /etc/passwd; \
    echo 'understudy:x:10001:' >> /etc/group; \
    mkdir -p /var/lib/understudy; chown 10001:10001 /var/lib/understudy; chmod 700 /var/lib/understudy
COPY --from=train /opt/understudy /opt/understudy

# Local CA and keys. Mount a volume here to keep them; it is no VOLUME, so that a run without one leaves nothing behind.
ENV UNDERSTUDY_STATE=/var/lib/understudy
# Inside a container "public" is the network that publishes its ports; the lab comes along, as start-up says.
ENV UNDERSTUDY_HOST=0.0.0.0 UNDERSTUDY_ALLOW_PUBLIC_LAB=true

USER 10001:10001
WORKDIR /var/lib/understudy
EXPOSE 4600 4643
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["java", "@/opt/understudy/jvm.options", "-jar", "/opt/understudy/understudy.jar", "healthcheck"]
ENTRYPOINT ["java", "@/opt/understudy/jvm.options", "-jar", "/opt/understudy/understudy.jar"]
CMD ["serve"]
