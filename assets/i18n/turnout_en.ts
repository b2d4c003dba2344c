<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Clearing</name>
    <message numerus="yes">
        <source>%Ln request(s) cleared</source>
        <translation>
            <numerusform>%Ln request cleared</numerusform>
            <numerusform>%Ln requests cleared</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Counts</name>
    <message numerus="yes">
        <source>%Ln request(s)</source>
        <translation>
            <numerusform>%Ln request</numerusform>
            <numerusform>%Ln requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Today %Ln request(s)</source>
        <translation>
            <numerusform>Today %Ln request</numerusform>
            <numerusform>Today %Ln requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DoctorSection</name>
    <message numerus="yes">
        <source>%Ln problem(s) found.</source>
        <translation>
            <numerusform>%Ln problem found.</numerusform>
            <numerusform>%Ln problems found.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EventsTab</name>
    <message numerus="yes">
        <source>%Ln event(s)</source>
        <translation>
            <numerusform>%Ln event</numerusform>
            <numerusform>%Ln events</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelList</name>
    <message numerus="yes">
        <source>%Ln model(s).</source>
        <translation>
            <numerusform>%Ln model.</numerusform>
            <numerusform>%Ln models.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RequestActions</name>
    <message numerus="yes">
        <source>Exported %Ln request(s) to {path}</source>
        <translation>
            <numerusform>Exported %Ln request to {path}</numerusform>
            <numerusform>Exported %Ln requests to {path}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RequestTable</name>
    <message numerus="yes">
        <source>Show %Ln new request(s)</source>
        <translation>
            <numerusform>Show %Ln new request</numerusform>
            <numerusform>Show %Ln new requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message numerus="yes">
        <source>%Ln request(s) today</source>
        <translation>
            <numerusform>%Ln request today</numerusform>
            <numerusform>%Ln requests today</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln error(s)</source>
        <translation>
            <numerusform>%Ln error</numerusform>
            <numerusform>%Ln errors</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TotalsTable</name>
    <message numerus="yes">
        <source>%Ln request(s) have no known price</source>
        <translation>
            <numerusform>%Ln request has no known price</numerusform>
            <numerusform>%Ln requests have no known price</numerusform>
        </translation>
    </message>
</context>
</TS>
